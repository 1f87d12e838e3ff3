import { setTimeout as pauseFor } from 'node:timers/promises'
import { type Clock, systemClock } from '../ports/clock.ts'
import { type Log, silentLog } from '../ports/log.ts'
import { type RandomSource, systemRandom } from '../ports/random.ts'
import type { FailureBudget, Store } from '../ports/store.ts'
import { type ClaimsFor, createClaimsFor } from './claims.ts'
import { type Channels, createDeliver, type Deliver } from './delivery/deliver.ts'
import { defaultPatience, type Patience } from './delivery/integration.ts'
import { type ChallengeKeyOf, createChallengeKeyOf } from './digest.ts'
import { toFailureBudget } from './failure-budget.ts'
import type { KeyRing } from './key-ring.ts'
import type { Sender } from './message/render.ts'
import { defaultFailureBudget, type FailureBudgetPolicy, type Policies } from './policy.ts'
import { createReachOf, type ReachOf } from './reach.ts'
import { createSend, type SendOutcome, type SendRequest, settleWithinMs } from './send.ts'
import { createFixedCodeFor, type FixedCodeFor, type TestRecipient } from './test-recipient.ts'
import { createVerify, type VerifyOutcome, type VerifyRequest } from './verify.ts'

/** Options of {@link createEngine}. */
export interface EngineOptions {
  readonly store: Store
  readonly keyRing: KeyRing
  readonly policies: Policies
  readonly channels: Channels
  /** Brand and host that stand in every message. */
  readonly sender: Sender
  /** The operating system's generator if left out. */
  readonly random?: RandomSource
  /** Ends test recipients. The machine's own if left out; codes are timed by the store's clock. */
  readonly clock?: Clock
  /** Waits that many milliseconds. A timer if left out. */
  readonly pause?: (ms: number) => Promise<void>
  readonly log?: Log
  /** How many wrong codes a recipient may be given. {@link defaultFailureBudget} if left out. */
  readonly failureBudget?: FailureBudgetPolicy
  readonly testRecipients?: readonly TestRecipient[]
  /** Countries that codes are sent to, ISO 3166-1 alpha-2. All if left out, which is for development. */
  readonly countries?: readonly string[] | undefined
  /** How long a person may wait for all providers together, in milliseconds. 10 000 if left out. */
  readonly deliveryTimeoutMs?: number
  /** How patient a delivery is with a provider that fails. {@link defaultPatience} if left out. */
  readonly patience?: Partial<Patience>
}

/** What the verbs of the engine share. */
export interface EngineParts {
  readonly store: Store
  readonly keyRing: KeyRing
  readonly policies: Policies
  readonly sender: Sender
  readonly random: RandomSource
  readonly challengeKeyOf: ChallengeKeyOf
  readonly claimsFor: ClaimsFor
  readonly deliver: Deliver
  readonly log: Log
  readonly budget: FailureBudget
  readonly fixedCodeFor: FixedCodeFor
  readonly reachOf: ReachOf
  readonly pause: (ms: number) => Promise<void>
}

/** Codes, from asking for one to proving it. */
export interface Engine {
  /**
   * Sends a new code. An earlier one stays good until a provider has taken the new one.
   *
   * @throws CountersignError `invalid_request` for a purpose or channel that does not exist,
   * `unavailable` if the store cannot answer: then nothing was sent
   */
  send(request: SendRequest): Promise<SendOutcome>
  /**
   * Checks a code. The attempt is counted before it is compared.
   *
   * @throws CountersignError `invalid_request` for a purpose that does not exist, `unavailable` if
   * the store cannot answer
   */
  verify(request: VerifyRequest): Promise<VerifyOutcome>
}

/** A hand-over must be settled before the store gives up on it, or a refusal would come too late. */
const deliveryTimeoutMsAtMost = settleWithinMs - 3000

/**
 * Puts the rules together. The engine knows no framework, no driver and no environment: everything
 * comes in here.
 *
 * @example
 * const engine = createEngine({ store, keyRing, policies: builtInPurposes, channels, sender })
 */
export const createEngine = (options: EngineOptions): Engine => {
  const { store, keyRing, policies, sender } = options
  const { random = systemRandom, clock = systemClock, log = silentLog } = options
  const timeoutMs = Math.min(options.deliveryTimeoutMs ?? 10_000, deliveryTimeoutMsAtMost)
  const patience = { ...defaultPatience, ...options.patience }
  const parts: EngineParts = {
    store,
    keyRing,
    policies,
    sender,
    random,
    challengeKeyOf: createChallengeKeyOf(keyRing),
    claimsFor: createClaimsFor(policies, keyRing),
    deliver: createDeliver({ channels: options.channels, timeoutMs, patience, log }),
    log,
    budget: toFailureBudget(options.failureBudget ?? defaultFailureBudget),
    fixedCodeFor: createFixedCodeFor(options.testRecipients ?? [], clock),
    reachOf: createReachOf(options.countries),
    pause: options.pause ?? (async (ms) => pauseFor(ms)),
  }
  return { send: createSend(parts), verify: createVerify(parts) }
}
