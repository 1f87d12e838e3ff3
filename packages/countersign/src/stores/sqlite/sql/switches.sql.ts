/** Whether a switch stops something now. */
const isLive = /* sql */ `(ends_at_ms is null or ends_at_ms > :now)`

/** Stops sending from this commit on. */
export const addSwitch = /* sql */ `
insert into switches (id, scope, target, reason, author, created_at_ms, ends_at_ms)
values (:id, :scope, :target, :reason, :author, :now, :ends_at)`

/** Takes one switch away, and no other. No row back means that there was none. */
export const removeSwitch = /* sql */ `
delete from switches where id = :id and ${isLive}
returning 1 as removed`

/** What a decision looks at. A switch that has ended is not among them. */
export const liveSwitches = /* sql */ `
select scope, target from switches where ${isLive}`

/** Everything that stops something now. */
export const listSwitches = /* sql */ `
select id, scope, target, reason, author, created_at_ms, ends_at_ms from switches
where ${isLive}
order by created_at_ms desc, id desc`
