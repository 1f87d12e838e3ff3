const countAndCompareOf = (wanted: string) => /* sql */ `
update challenges set
  attempts = attempts + 1,
  verified_at_ms = case
    when code_matches(${wanted}, code_salt, code_key_id, request.candidates) then now_ms
  end
where id = request.id and lookup = request.lookup
  and code_hash is not null and verified_at_ms is null
  and expires_at_ms > now_ms and attempts < max_attempts
  and (next_code_hash is null or next_settle_by_ms > now_ms or next_expires_at_ms <= now_ms)
  and not exists (
    select 1 from failures
    where failures.id = request.recipient_id and failures.lookup = request.recipient_hash
      and (
        in_a_row >= request.in_a_row_max
        or not windows_admit(failures.windows, request.budget, now_ms)
      )
  )
returning verified_at_ms is not null, next_code_hash is not null`

/**
 * Counts one attempt and compares, in this order of effect: the count stands whatever the comparison
 * says, and both become durable together, before anybody learns the answer.
 *
 * Guarantee: only a code that is neither used up, nor used, nor expired is ever compared, and only
 * the first right attempt finds `verified_at_ms is null`; so there are at most `max_attempts`
 * comparisons and one success. A recipient who has used up the failure budget is not compared at all.
 * No row back means that nothing was compared.
 */
export const countAndCompare = countAndCompareOf('code_hash')

/** The same, and says whether that was the last attempt. */
export const countAndCompareToTheEnd = /* sql */ `${countAndCompare},
  attempts >= max_attempts`

/**
 * The same with the link of the code, if that is what was presented: it is the same challenge, with the
 * same count, end and single use. Where there is no link nothing is right.
 */
export const countAndCompareCodeOrLink = /* sql */ `${countAndCompareOf(
  'case when request.is_link then link_hash else code_hash end',
)},
  attempts >= max_attempts`

/** A success ends every code of the challenge, also one that is still on its way. */
export const dropNext = /* sql */ `
update challenges set next_code_hash = null
where id = request.id and lookup = request.lookup`

/** Takes one from the recipient's own limits on verifying, whether a code is outstanding or not. */
export const takeRecipientLimits = /* sql */ `
insert into challenges (id, lookup, purpose, recipient_hash, recipient_key_id, windows, purge_at_ms)
values (
  request.id, request.lookup, request.purpose, request.recipient_hash, request.recipient_key_id,
  windows_take('{}', request.claims, now_ms), now_ms + request.keep_ms
)
on conflict (id) do update set
  windows = windows_take(challenges.windows, request.claims, now_ms),
  purge_at_ms = greatest(challenges.purge_at_ms, excluded.purge_at_ms)
where challenges.lookup = excluded.lookup
  and windows_admit(challenges.windows, request.claims, now_ms)
returning windows`
