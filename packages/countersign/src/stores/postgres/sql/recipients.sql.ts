import { auditedVerb } from './audited-verb.sql.ts'
import { lockRows } from './lock-rows.sql.ts'
import { isGood } from './sessions.sql.ts'

/**
 * Forgets failures, and ends codes whose attempts are used up, and with them their locks. False means
 * that there was nothing.
 *
 * Guarantee: no code gets a further attempt: it is gone, and another must be asked for. Rows are locked
 * in the order of `run_batch`.
 */
export const unlockRecipient = auditedVerb({
  name: 'unlock_recipient',
  parameters:
    'failure_ids bigint[], failure_lookups bytea[], challenge_ids bigint[], challenge_lookups bytea[]',
  variables: 'has_ended boolean;',
  locks: /* sql */ `
  perform 1 from failures where id = any (failure_ids) order by id for update;
  perform 1 from challenges where id = any (challenge_ids) order by id for update;`,
  body: /* sql */ `
  delete from failures where id = any (failure_ids) and lookup = any (failure_lookups);
  has_ended := found;
  update challenges set code_hash = null, expires_at_ms = 0
  where id = any (challenge_ids) and lookup = any (challenge_lookups)
    and code_hash is not null and verified_at_ms is null
    and attempts >= max_attempts and expires_at_ms > now_ms;
  has_ended := has_ended or found;
  if not has_ended then
    return 'false';
  end if;
  return end_change(audit, 'unlocked', now_ms, 'true');`,
})

const hasCode = /* sql */ `(
    code_hash is not null and verified_at_ms is null
    and attempts < max_attempts and expires_at_ms > now_ms
  )`

const hasNext = /* sql */ `(next_code_hash is not null and next_expires_at_ms > now_ms)`

/**
 * A next code that nobody settled in time has taken the place of the one before, so the two count as
 * one. A lock and the cool-down stay as they are.
 */
const endCodes = (which: string) => /* sql */ `
  select coalesce(sum(
    (${hasCode} and not (${hasNext} and next_settle_by_ms <= now_ms))::int + ${hasNext}::int
  ), 0) into codes
  from challenges where ${which} and (${hasCode} or ${hasNext});
  update challenges set code_hash = null, expires_at_ms = 0, next_code_hash = null
  where ${which} and (${hasCode} or ${hasNext});`

const invalidate = (which: string) => /* sql */ `${endCodes(which)}
  if codes = 0 then
    return '0';
  end if;
  return end_change(audit, 'invalidated', now_ms, to_json(codes));`

/**
 * Ends the codes of some challenges: those that verify, and those on their way. Says how many.
 *
 * Guarantee: nothing brings one of them back: what settles or promotes looks for a code that is there.
 */
export const invalidateRecipient = auditedVerb({
  name: 'invalidate_recipient',
  parameters: 'challenge_ids bigint[], challenge_lookups bytea[]',
  variables: 'codes bigint;',
  locks: /* sql */ `
  perform 1 from challenges where id = any (challenge_ids) order by id for update;`,
  body: invalidate('id = any (challenge_ids) and lookup = any (challenge_lookups)'),
})

/**
 * Ends everybody's codes. Says how many.
 *
 * Guarantee: that of {@link invalidateRecipient}. Batches that run meanwhile are waited for, so each
 * code is opened either before, and ends, or after.
 */
export const invalidateEverybody = auditedVerb({
  name: 'invalidate_everybody',
  variables: 'codes bigint;',
  locks: /* sql */ `
  perform 1 from challenges
  where code_hash is not null or next_code_hash is not null order by id for update;`,
  body: invalidate('true'),
})

const isUnused = /* sql */ `used_at_ms is null and expires_at_ms > now_ms`

/** Which rows to end, of which tables. */
type Outstanding = Readonly<Record<'challenges' | 'proofs' | 'sessions', string>>

const endOutstanding = ({
  challenges,
  proofs,
  sessions,
}: Outstanding) => /* sql */ `${endCodes(challenges)}
  delete from proofs where ${proofs} and ${isUnused};
  get diagnostics proofs_ended = row_count;
  delete from sessions where ${sessions} and ${isGood};
  get diagnostics sessions_ended = row_count;
  ended := json_build_object('codes', codes, 'proofs', proofs_ended, 'sessions', sessions_ended);
  if codes + proofs_ended + sessions_ended = 0 then
    return ended;
  end if;
  return end_change(audit, 'invalidated', now_ms, ended);`

const ends = `codes bigint;
  proofs_ended bigint;
  sessions_ended bigint;
  ended json;`

const ofRecipient = 'recipient_hash = any (recipient_hashes)'

const isHolder = 'phone_hash = any (recipient_hashes) or email_hash = any (recipient_hashes)'

const ofHolders = `user_id in (select id from users where ${isHolder})`

/**
 * Ends what is outstanding of a recipient: codes with their links, proofs, and the sessions of its user.
 * Says how much of each, in the place of a function that ended codes alone.
 *
 * Guarantee: that of {@link invalidateRecipient}, and a proof or session that has ended is gone. Rows are
 * locked in the order of `run_batch`.
 */
const endOfRecipient = auditedVerb({
  name: 'invalidate_recipient',
  parameters: 'recipient_hashes bytea[], challenge_ids bigint[], challenge_lookups bytea[]',
  variables: ends,
  locks: /* sql */ `
  perform 1 from challenges where id = any (challenge_ids) order by id for update;
${lockRows('users', isHolder)}
${lockRows('sessions', ofHolders)}
${lockRows('proofs', ofRecipient)}`,
  body: endOutstanding({
    challenges: 'id = any (challenge_ids) and lookup = any (challenge_lookups)',
    proofs: ofRecipient,
    sessions: ofHolders,
  }),
})

/**
 * The same of everybody. The guarantee of {@link invalidateEverybody}: whoever opens something holds the
 * challenge whose code was right.
 */
const endOfEverybody = auditedVerb({
  name: 'invalidate_all',
  variables: ends,
  locks: /* sql */ `
  perform 1 from challenges
  where code_hash is not null or next_code_hash is not null order by id for update;
  perform 1 from sessions order by id for update;
  perform 1 from proofs where used_at_ms is null order by id for update;`,
  body: endOutstanding({ challenges: 'true', proofs: 'true', sessions: 'true' }),
})

/** Operators end everything that is outstanding. Programs from before are refused, and end nothing. */
export const invalidateOutstanding = [
  /* sql */ `
drop function invalidate_recipient(jsonb, bigint[], bytea[], bigint);
drop function invalidate_everybody(jsonb, bigint);`,
  endOfRecipient,
  endOfEverybody,
].join('\n')
