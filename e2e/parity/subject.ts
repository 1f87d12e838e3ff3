import type {
  AttemptResult,
  FailureBudget,
  LimitedResult,
  LimitStanding,
  OpenRequest,
  OpenResult,
  SettleRequest,
  Store,
} from 'countersign'
import type { FakeClock } from 'countersign/testing'
import { claimsOf, manyFrom } from './claims.ts'
import { type StoreCommand, ttlMsOf } from './commands.ts'
import {
  attemptRequest,
  challengeKey,
  endlessBudget,
  idempotencyOf,
  openRequest,
  settleRequest,
} from './port-requests.ts'

/** Does commands to one store and writes down what it answers. */
export interface Subject {
  readonly name: string
  /** The answer, in a form in which two stores can be compared. */
  apply(command: StoreCommand, index: number): Promise<unknown>
}

const smallBudget: FailureBudget = {
  claims: [
    { name: 'failures per hour', slot: 1, max: 3, windowMs: 3_600_000 },
    { name: 'failures per day', slot: 2, max: 4, windowMs: 86_400_000 },
  ],
  inARow: 5,
  rememberMs: 90_000_000,
}

interface HandOver {
  readonly request: OpenRequest
  readonly openedAtMs: number
  readonly deliveryRef: string | undefined
  readonly answer: string
}

/** Everything of one `run` has keys of its own, so that many runs share one store. */
export const createSubject = (
  name: string,
  { store, clock, run }: { readonly store: Store; readonly clock: FakeClock; readonly run: number },
): Subject => {
  const handOvers: HandOver[] = []
  const scope = String(run)
  const challenge = ({ recipient, purpose }: { recipient: number; purpose: number }) =>
    challengeKey(run * 10 + recipient, purpose)

  const open = async (command: Extract<StoreCommand, { kind: 'open' }>, index: number) => {
    const { code, key, body, resendMs, maxAttempts, claims, outcome } = command
    const request = openRequest({
      ...{ challenge: challenge(command), code: String(code), salt: `${run} ${index}` },
      ...{ resendMs, maxAttempts, ttlMs: ttlMsOf(command.purpose), ...claimsOf(claims, scope) },
      idempotency: key === undefined ? undefined : idempotencyOf(`${run} ${key}`, body),
    })
    const result = await store.open(request)
    if (result.kind !== 'opened') return comparable(result)
    const { openedAtMs, deliveryRef } = result
    const handOver = { request, openedAtMs, deliveryRef, answer: `answer ${index}` }
    handOvers.push(handOver)
    if (outcome !== 'nothing') await store.settle(settlementOf(handOver, outcome))
    return comparable(result)
  }

  const settle = async ({ back, outcome }: Extract<StoreCommand, { kind: 'settle' }>) => {
    const handOver = handOvers.at(-1 - back)
    if (handOver === undefined) return 'nothing to settle'
    await store.settle(settlementOf(handOver, outcome))
    return 'settled'
  }

  const attempt = async (command: Extract<StoreCommand, { kind: 'attempt' }>, index: number) => {
    const request = attemptRequest({
      ...{ challenge: challenge(command), code: String(command.code), id: `${run} ${index}` },
      ...claimsOf(command.claims, scope),
      budget: command.hasSmallBudget ? smallBudget : endlessBudget,
    })
    return comparable(await store.attempt(request))
  }

  const crowd = async (count: number, index: number) => {
    const kinds: string[] = []
    for (let n = 0; n < count; n++) {
      const request = openRequest({
        challenge: challengeKey(run * 10 + 5, index * 1_000 + n),
        ...{ code: '0', salt: `${run} ${index} ${n}` },
        ...{ resendMs: 0, maxAttempts: 1, ttlMs: 30_000, ...claimsOf('shared large', scope) },
      })
      kinds.push((await store.open(request)).kind)
    }
    return kinds
  }

  /** How many rows a step finds is the store's own affair. */
  const sweep = async () => {
    await store.sweep({ rowsAtMost: 1_000_000 })
    return 'swept'
  }

  return {
    name,
    apply: async (command, index) => {
      switch (command.kind) {
        case 'open':
          return open(command, index)
        case 'settle':
          return settle(command)
        case 'recall':
          return store.recall(idempotencyOf(`${run} ${command.key}`, command.body))
        case 'attempt':
          return attempt(command, index)
        case 'crowd':
          return crowd(command.count, index)
        case 'sweep':
          return sweep()
        case 'advance':
          return clock.now()
      }
    },
  }
}

const deliveredAs = { accepted: 'accepted', unknown: 'unknown', refused: 'failed' } as const

const settlementOf = (handOver: HandOver, outcome: SettleRequest['outcome']): SettleRequest => {
  const { request, deliveryRef: ref } = handOver
  const deliveries = ref === undefined ? [] : [{ ref, state: deliveredAs[outcome] }]
  return settleRequest(request, { ...handOver, outcome, deliveries })
}

/**
 * Without what a store is free to answer: how a limit stands that it may spread over several rows, and
 * the numbers it gives to deliveries.
 */
const comparable = (result: OpenResult | AttemptResult): unknown => {
  if (result.kind === 'limited') return limited(result)
  return 'standings' in result
    ? { ...withoutRef(result), standings: result.standings.filter(isExact).map(standing) }
    : result
}

const withoutRef = (result: object) =>
  'deliveryRef' in result ? { ...result, deliveryRef: result.deliveryRef !== undefined } : result

const limited = ({ kind, claim, waitMs }: LimitedResult) => {
  const { name, slot, max, windowMs } = claim
  const refusal = { kind, name, slot, max, windowMs }
  return isExact(claim) ? { ...refusal, waitMs } : refusal
}

const isExact = ({ max }: { readonly max: number }) => max < manyFrom

const standing = ({
  name,
  max,
  windowMs,
  remaining,
  resetMs,
  isExceededShadow,
}: LimitStanding) => ({
  ...{ name, max, windowMs, remaining, resetMs, isExceededShadow },
})
