import type { AttemptResult } from 'countersign'
import { createFakeClock } from 'countersign/testing'
import { Pool } from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { inStretches } from '../../src/stores/postgres/groups.ts'
import type { Verb } from '../../src/stores/postgres/verbs/verb.ts'
import { createDraft } from '../../src/testing/store-contract/events.ts'
import { newProof } from '../../src/testing/store-contract/opening.ts'
import {
  createClaim,
  createLimit,
  createParty,
  emailRoute,
  type HandOver,
  noBudget,
  refIn,
} from '../../src/testing/store-contract/party.ts'
import { createTestSchema, type TestSchema } from '../support/postgres.ts'

type Run = <Result>(work: readonly (() => Promise<Result>)[]) => Promise<Result[]>

/** In one batch, and so in one group. */
const together: Run = (work) => Promise.all(work.map((begin) => begin()))

const oneByOne: Run = async (work) => {
  const results = []
  for (const begin of work) results.push(await begin())
  return results
}

const hashOf = (n: number) => new Uint8Array(32).fill(n)

/** What an `open` came to, without what is random in it or depends on who was first. */
const openedAs = ({ result }: HandOver) => {
  if (result.kind !== 'opened') return result
  const { deliveryRef, standings, ...rest } = result
  return { ...rest, limits: standings.length, hasDelivery: deliveryRef !== undefined }
}

/** The same of an attempt. */
const answeredAs = (answer: AttemptResult) => {
  if (!('standings' in answer)) return answer
  const { standings, ...rest } = answer
  const granted = 'granted' in rest ? rest.granted?.kind : undefined
  return { ...rest, limits: standings.length, granted }
}

/** Everything that is kept, without what is random in it. */
const dump = async ({ query }: TestSchema) => ({
  challenges: await query(
    'select purpose, recipient_hash, recipient_masked, code_key_id, code_hash is null as is_dead, attempts, max_attempts, expires_at_ms, verified_at_ms, next_code_hash is null as is_alone, next_settle_by_ms, link_hash is null as is_linkless, sent_at_ms, previous_sent_at_ms, windows, purge_at_ms from challenges order by recipient_hash',
  ),
  deliveries: await query(
    'select purpose, recipient_hash, recipient_key_id, recipient_masked, channel, integration, country, calls, state, reason, message_id, settle_by_ms, created_at_ms, updated_at_ms, purge_at_ms from deliveries order by recipient_hash, created_at_ms',
  ),
  proofs: await query(
    'select purpose, recipient_hash, key_id, created_at_ms, expires_at_ms, used_at_ms from proofs order by recipient_hash',
  ),
  failures: await query('select * from failures order by lookup'),
  limits: await query('select sum(windows[3])::int as taken from limits'),
  events: await query(
    'select type, outcome, count(*)::int from audit_events group by 1, 2 order by 1, 2',
  ),
})

/** Sends and attempts of every kind, each kind at one moment. */
const useEveryWay = async (run: Run) => {
  const schema = createTestSchema()
  const clock = createFakeClock()
  const under = { clock, store: await schema.open({ clock }) }
  const partyOf = (n: number) => createParty(under, hashOf(n))
  const [cooling, resent, used, closed] = [partyOf(1), partyOf(2), partyOf(3), partyOf(4)]
  const [locked, expired, renewed] = [partyOf(12), partyOf(13), partyOf(14)]
  for (const party of [cooling, resent, used, closed, renewed])
    await party.send('111111', { resendMs: 0 })
  await locked.send('111111', { maxAttempts: 1 })
  await locked.attempt('999999')
  await expired.send('111111', { ttlMs: 1000 })
  await renewed.open('222222', { resendMs: 0 })
  await used.attempt('111111')
  await closed.attempt('999999')
  await schema.query(
    "insert into suppressions values ($1, 'sms', 'r', '', 'bounced', 0), ($2, 'email', 'r', '', 'bounced', 0)",
    [hashOf(5), hashOf(6)],
  )
  await schema.query(
    "insert into switches (id, scope, target, reason, author, created_at_ms) values (1, 'integration', 'resend', '', '', 0)",
  )
  clock.advance(1000)

  const limits = [createLimit({ max: 100 }), { ...createLimit({ max: 800 }), isShared: true }]
  const [fresh, suppressed, single, linked] = [partyOf(7), partyOf(5), partyOf(6), partyOf(8)]
  const [stopped, unsent] = [partyOf(9), partyOf(10)]
  const recipientClaims = [createClaim({ slot: 7200, max: 2 })]
  const opened = await run([
    () => fresh.open('222222', { limits, recipientClaims }),
    () => suppressed.open('222222', { limits }),
    () => single.open('222222', { limits, maxAttempts: 1 }),
    () => linked.open('222222', { limits, link: 'link' }),
    () => cooling.open('222222', { limits }),
    () => resent.open('222222', { limits, resendMs: 0, link: 'other' }),
    () => stopped.open('222222', { limits, route: emailRoute, isHandedOver: false }),
    () => unsent.open('222222', { limits, isHandedOver: false }),
  ])
  const afterOpening = await dump(schema)

  const [first] = opened
  const report = { state: 'delivered', callbackRef: first && refIn(first) } as const
  await under.store.deliveries.report({ integration: 'arkesel', report, audit: createDraft() })
  const senders = [fresh, suppressed, single, linked, cooling, resent, stopped, unsent]
  const settling = opened.flatMap((handOver, n) => {
    const [outcome, delivery] =
      n % 2 === 0
        ? (['accepted', { messageId: `message ${n}` }] as const)
        : (['unknown', { reason: 'slow' }] as const)
    return handOver.result.kind === 'opened'
      ? [async () => senders[n]?.settle(handOver, outcome, { delivery })]
      : []
  })
  await run(settling)
  const afterSettling = await dump(schema)

  const attempted = await run([
    () => fresh.answer('222222', { limits, grant: newProof() }),
    () => suppressed.answer('000000', { limits, grant: newProof() }),
    () => single.answer('000000', { limits }),
    () => linked.answer('link', { limits, isLink: true, grant: newProof() }),
    () => cooling.answer('111111', { limits, route: emailRoute }),
    () => resent.answer('222222', { limits }),
    () => used.answer('111111', { limits }),
    () => closed.answer('111111', { limits, budget: { ...noBudget, inARow: 1 } }),
    () => partyOf(11).answer('111111', { limits }),
    () => locked.answer('111111', { limits }),
    () => expired.answer('111111', { limits }),
    () => renewed.answer('111111', { limits }),
  ])
  const results = { opened: opened.map(openedAs), answers: attempted.map(answeredAs) }
  return { ...results, afterOpening, afterSettling, end: await dump(schema) }
}

describe('verbs of a batch that PostgreSQL runs as a group', () => {
  test('A1 A2 B2 K3 come to what each comes to by itself, and leave the same behind', async () => {
    const [group, single] = [await useEveryWay(together), await useEveryWay(oneByOne)]
    expect(group).toEqual(single)
    const kinds = (results: readonly { readonly kind: string }[]) => results.map(({ kind }) => kind)
    expect(kinds(group.opened)).toEqual([
      ...['opened', 'opened', 'opened', 'opened', 'cooling_down', 'opened', 'disabled', 'opened'],
    ])
    expect(kinds(group.answers)).toEqual([
      ...['verified', 'wrong', 'wrong', 'verified', 'disabled', 'verified', 'used', 'over_budget'],
      ...['unknown', 'locked', 'expired', 'verified'],
    ])
  })

  test('B1 B2 get exactly what is left of a limit, and those that are refused leave nothing', async () => {
    const schema = createTestSchema()
    const clock = createFakeClock()
    const under = { clock, store: await schema.open({ clock }) }
    const limits = [createLimit({ max: 5 })]
    const sends = Array.from({ length: 9 }, () => createParty(under).open('111111', { limits }))
    const kinds = (await Promise.all(sends)).map(({ result }) => result.kind)
    expect(kinds.filter((kind) => kind === 'opened')).toHaveLength(5)
    expect(kinds.filter((kind) => kind === 'limited')).toHaveLength(4)
    const [kept] = await schema.query('select count(*)::int as rows from challenges')
    expect(kept).toEqual({ rows: 5 })
  })

  test('B2 E8 give back what they did not use, and say what is left for each', async () => {
    const schema = createTestSchema()
    const clock = createFakeClock()
    const under = { clock, store: await schema.open({ clock }) }
    const limits = [createLimit({ max: 10 })]
    const parties = Array.from({ length: 8 }, () => createParty(under))
    for (const party of parties.slice(0, 3)) await party.send('111111')
    const sends = parties.map((party) => party.open('111111', { limits }))
    const left = (await Promise.all(sends)).flatMap(({ result }) =>
      result.kind === 'opened' ? result.standings.map(({ remaining }) => remaining) : [],
    )
    expect(left.toSorted((one, other) => other - one)).toEqual([9, 8, 7, 6, 5])
  })
})

describe('what became of messages', () => {
  test('B3 J3 is written down without a wait for whoever holds the challenges of codes that were alone', async () => {
    const { open, query, schema, url } = createTestSchema()
    const under = { clock: createFakeClock(), store: await open() }
    const parties = Array.from({ length: 3 }, () => createParty(under))
    const opened = await Promise.all(parties.map((party) => party.open('111111')))
    const pool = new Pool({ connectionString: url, options: `-c search_path=${schema}` })
    onTestFinished(() => pool.end())
    const holding = await pool.connect()
    await holding.query('begin')
    await holding.query('select 1 from challenges for update')
    const [byItself, ...inAGroup] = opened.map(
      (handOver, n) => async () => parties[n]?.settle(handOver, 'accepted'),
    )
    await byItself?.()
    await Promise.all(inAGroup.map((settle) => settle()))
    expect(await query('select state from deliveries')).toEqual(
      [2, 2, 2].map((state) => ({ state })),
    )
    await holding.query('commit')
    holding.release()
  })

  test('A6 makes new codes the good ones beside codes that were alone, whatever the store was told', async () => {
    const under = { clock: createFakeClock(), store: await createTestSchema().open() }
    const atOnce = { resendMs: 0 }
    const parties = Array.from({ length: 6 }, () => createParty(under))
    const resenders = parties.slice(2)
    for (const party of resenders) await party.send('111111', atOnce)
    const opened = await Promise.all(parties.map((party) => party.open('222222', atOnce)))
    await Promise.all(
      opened.map(async (handOver, n) =>
        parties[n]?.settle(handOver, 'accepted', { saysBeside: n % 2 === 0 }),
      ),
    )
    const old = await Promise.all(resenders.map((party) => party.attempt('111111')))
    expect(old).toEqual(old.map(() => 'wrong'))
    const now = await Promise.all(parties.map((party) => party.attempt('222222')))
    expect(now).toEqual(now.map(() => 'verified'))
  })
})

describe('stretches of a batch', () => {
  const queued = (recipient: number, groupKind?: Verb<unknown>['groupKind']) => ({
    verb: { recipient: BigInt(recipient), groupKind } as Verb<unknown>,
  })
  const cut = (...pieces: ReturnType<typeof queued>[]) =>
    inStretches(pieces).map((stretch) =>
      stretch.map(({ verb }) => `${verb.recipient} ${verb.groupKind ?? 'alone'}`),
    )

  test('keep verbs of one recipient in the order of their arrival', () => {
    expect(cut(queued(1, 'settles'), queued(1, 'attempts'), queued(2, 'opens'))).toEqual([
      ['2 opens', '1 settles', '1 attempts'],
    ])
    expect(cut(queued(1, 'attempts'), queued(1, 'settles'))).toEqual([
      ['1 attempts'],
      ['1 settles'],
    ])
    expect(cut(queued(1, 'attempts'), queued(1, 'attempts'))).toEqual([
      ['1 attempts'],
      ['1 attempts'],
    ])
  })

  test('end where a verb must run by itself, so that rows are written in the order of locks', () => {
    expect(cut(queued(1, 'opens'), queued(2), queued(3, 'opens'), queued(4, 'opens'))).toEqual([
      ['1 opens'],
      ['2 alone'],
      ['3 opens', '4 opens'],
    ])
  })
})
