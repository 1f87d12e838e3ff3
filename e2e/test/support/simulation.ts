import type { Store } from 'countersign'
import { createFakeClock } from 'countersign/testing'
import type { Call, History, Outcome, PurposeRules } from '../../history/history.ts'
import {
  attemptRequest,
  challengeKey,
  idempotencyOf,
  openRequest,
  settleRequest,
} from '../../parity/port-requests.ts'
import { createRandom, type Random } from '../../workload/random.ts'

/** How a simulated system is made. */
export interface SimulationOptions {
  readonly seed: string
  readonly rules: PurposeRules
  /** The store that the simulated servers share. */
  readonly store: (clock: ReturnType<typeof createFakeClock>) => Store
  readonly callCount?: number
}

type Step = readonly [atMs: number, run: () => Promise<void>]

const originMs = Date.UTC(2026, 0, 1)

/**
 * Calls that overlap on one challenge, on a store of this process and a clock that is moved by hand:
 * every step of a call happens at a moment of its own, some never happen, and some answers are lost.
 */
export const simulate = async (options: SimulationOptions): Promise<History> => {
  const random = createRandom(options.seed)
  const clock = createFakeClock(originMs)
  const store = options.store(clock)
  const calls: Call[] = []
  const steps: Step[] = []
  const codes: string[] = []
  let atMs = 0
  for (let id = 0; id < (options.callCount ?? 14); id++) {
    atMs += random.below(120)
    const begin = { id, startMs: atMs, endMs: atMs + 1 + random.below(200) }
    const plan = random.chance(0.4) ? planSend : planVerify
    steps.push(...plan({ ...begin, random, store, calls, codes, rules: options.rules }))
  }
  for (const [stepMs, run] of steps.sort(([left], [right]) => left - right)) {
    clock.advance(originMs + stepMs - clock.now())
    await run()
  }
  await store.close()
  return {
    purposes: { 'purpose-0': options.rules },
    ...{ calls, earlier: [], faults: [], messages: [] },
    ...{ afterDeathMs: 0, unavailableMayCount: true, failuresPerHour: 100 },
  }
}

interface Plan {
  readonly id: number
  readonly startMs: number
  readonly endMs: number
  readonly random: Random
  readonly store: Store
  readonly rules: PurposeRules
  readonly calls: Call[]
  readonly codes: string[]
}

const challenge = challengeKey(0, 0)
const person = { purpose: 'purpose-0', phone: '+233244000001', ip: '10.0.0.1', server: 's1.1' }

/** Two different moments within the call, in whole milliseconds. */
const momentsOf = ({ random, startMs, endMs }: Plan) =>
  [startMs + random.below(endMs - startMs + 1), startMs + random.below(endMs - startMs + 1)].sort(
    (left, right) => left - right,
  ) as [number, number]

const claimsOf = ({ rules }: Plan, on: 'send' | 'verify') =>
  rules.limits
    .filter((limit) => limit.on === on)
    .map(({ max, windowMs }) => ({
      name: 'recipient',
      slot: on === 'send' ? 20 : 21,
      max,
      windowMs,
    }))

const planSend = (plan: Plan): readonly Step[] => {
  const { id, random, store, calls, codes, rules, startMs, endMs } = plan
  const code = String(1_000_000_000 + random.below(8_000_000_000))
  const key = random.chance(0.3) ? random.below(2) : undefined
  const request = openRequest({
    ...{ challenge, code, salt: id },
    ...{ ttlMs: rules.ttlMs, maxAttempts: rules.maxAttempts, resendMs: rules.resendMs },
    recipientClaims: claimsOf(plan, 'send'),
    idempotency: key === undefined ? undefined : idempotencyOf(key, 0),
  })
  const [openMs, settleMs] = momentsOf(plan)
  const fate = fateOf(random)
  let openedAtMs: number | undefined
  let outcome: Outcome = { kind: 'unknown' }
  const open = async () => {
    const result = await store.open(request)
    if (result.kind === 'opened') {
      openedAtMs = result.openedAtMs
      outcome = { kind: 'sent', code, body: '{}' }
    } else outcome = result.kind === 'repeated' ? { kind: 'sent', body: '{}' } : { kind: 'limited' }
  }
  const settle = async () => {
    if (openedAtMs !== undefined)
      await store.settle(settleRequest(request, { openedAtMs, outcome: 'accepted', answer: '{}' }))
  }
  const answer = async () => {
    const idempotencyKey = key === undefined ? undefined : String(key)
    const seen: Outcome = fate === 'answered' ? outcome : { kind: 'unknown' }
    if (seen.kind === 'sent' && seen.code !== undefined) codes.push(seen.code)
    calls.push({ ...person, kind: 'send', id, startMs, endMs, outcome: seen, idempotencyKey })
  }
  const done: readonly Step[] = fate === 'never' ? [] : [[openMs, open]]
  const rest: readonly Step[] = fate === 'half' || fate === 'never' ? [] : [[settleMs, settle]]
  return [...done, ...rest, [endMs, answer]]
}

const planVerify = (plan: Plan): readonly Step[] => {
  const { id, random, store, calls, codes, startMs, endMs } = plan
  const fate = fateOf(random)
  const typed = { code: '0000000000' }
  let outcome: Outcome = { kind: 'unknown' }
  const choose = async () => {
    const known = random.chance(0.7) ? codes.at(-1) : codes[random.below(codes.length + 1)]
    typed.code = random.chance(0.7) ? (known ?? typed.code) : typed.code
  }
  const attempt = async () => {
    const request = attemptRequest({ challenge, code: typed.code, id })
    const recipientClaims = claimsOf(plan, 'verify')
    const { kind } = await store.attempt({ ...request, recipientClaims })
    outcome = kind === 'verified' || kind === 'limited' ? { kind } : { kind: 'refused' }
  }
  const answer = async () => {
    const seen: Outcome = fate === 'answered' ? outcome : { kind: 'unknown' }
    calls.push({ ...person, kind: 'verify', id, startMs, endMs, outcome: seen, code: typed.code })
  }
  const [atMs] = momentsOf(plan)
  const done: readonly Step[] = fate === 'never' || fate === 'half' ? [] : [[atMs, attempt]]
  return [[startMs, choose], ...done, [endMs, answer]]
}

/** Most calls are answered; of the others some took effect, some in part, some not at all. */
const fateOf = (random: Random): 'answered' | 'lost' | 'half' | 'never' => {
  if (random.chance(0.8)) return 'answered'
  return random.pick(['lost', 'half', 'never'])
}
