/** Makes a row for an integration that has none. One that is there stays as it is. */
export const ensureIntegration = /* sql */ `
insert into integrations (id, updated_at_ms) values (:id, :now)
on conflict (id) do nothing`

/** Changes what is given. No row back means that there is no such row, or that nothing would change. */
export const changeIntegration = /* sql */ `
update integrations set
  otp_enabled = coalesce(:otp_enabled, otp_enabled),
  settings = coalesce(:settings, settings),
  updated_at_ms = :now
where id = :id
  and (otp_enabled <> coalesce(:otp_enabled, otp_enabled)
    or settings <> coalesce(:settings, settings))
returning id, otp_enabled, settings, updated_at_ms`

/** One integration, as it is. */
export const readIntegration = /* sql */ `
select id, otp_enabled, settings, updated_at_ms from integrations where id = :id`

/** What a decision looks at. An integration that is not among them is on. */
export const switchesOfIntegrations = /* sql */ `
select id, otp_enabled, settings from integrations`

/** All integrations. */
export const listIntegrations = /* sql */ `
select id, otp_enabled, settings, updated_at_ms from integrations order by id`
