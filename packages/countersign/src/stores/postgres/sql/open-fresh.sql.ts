/** Where the versions of {@link openFresh} differ. */
interface Version {
  readonly column?: string
  readonly value?: string
  readonly assignment?: string
}

const openFreshOf = ({ column = '', value = '', assignment = '' }: Version) => /* sql */ `
insert into challenges (
  id, lookup, purpose, recipient_hash, recipient_key_id, recipient_masked,
  code_hash, code_salt, code_key_id, max_attempts, expires_at_ms,
  sent_at_ms, windows, purge_at_ms${column}
) values (
  request.id, request.lookup, request.purpose,
  request.recipient_hash, request.recipient_key_id, request.recipient_masked,
  request.code_hash, request.code_salt, request.code_key_id,
  request.max_attempts, now_ms + request.ttl_ms,
  now_ms, windows_take('{}', request.claims, now_ms), now_ms + request.keep_ms${value}
)
on conflict (id) do update set
  recipient_masked = excluded.recipient_masked,
  code_hash = excluded.code_hash,
  code_salt = excluded.code_salt,
  code_key_id = excluded.code_key_id,
  attempts = 0,
  max_attempts = excluded.max_attempts,
  expires_at_ms = excluded.expires_at_ms,
  verified_at_ms = null,
  next_code_hash = null,
  previous_sent_at_ms = challenges.sent_at_ms,
  sent_at_ms = excluded.sent_at_ms,
  windows = windows_take(challenges.windows, request.claims, now_ms),
  purge_at_ms = greatest(challenges.purge_at_ms, excluded.purge_at_ms)${assignment}
where challenges.lookup = excluded.lookup
  and (
    challenges.code_hash is null or challenges.verified_at_ms is not null
    or challenges.expires_at_ms <= now_ms
  )
  and (challenges.next_code_hash is null or challenges.next_expires_at_ms <= now_ms)
  and coalesce(challenges.sent_at_ms, 0) + request.resend_ms <= now_ms
  and windows_admit(challenges.windows, request.claims, now_ms)
returning windows`

/**
 * Writes a new code down where no earlier one is good any more.
 *
 * Guarantee: refused while the challenge is locked (all attempts used, not expired), while the
 * cool-down runs, when a limit of the recipient is used up, and while an earlier code is still good
 * or on its way (then it is `open-beside` that writes). No row back means refused.
 */
export const openFresh = openFreshOf({})

/** The same, with the link that stands for the code, or none. */
export const openFreshWithLink = openFreshOf({
  column: ', link_hash',
  value: ', request.link_hash',
  assignment: ',\n  link_hash = excluded.link_hash',
})
