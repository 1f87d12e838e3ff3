import { setTimeout as pauseFor } from 'node:timers/promises'
import type { Captcha } from '../ports/captcha.ts'
import { type Clock, systemClock } from '../ports/clock.ts'
import { type Log, silentLog } from '../ports/log.ts'
import { type RandomSource, systemRandom } from '../ports/random.ts'
import type { Secret } from '../ports/secret.ts'
import type { FailureBudget, Store } from '../ports/store.ts'
import { silentTelemetry, type Telemetry } from '../ports/telemetry.ts'
import { guarded } from '../telemetry/guarded.ts'
import { type Auditor, createAuditor } from './audit/auditor.ts'
import { type BeforeTouch, createBeforeTouch } from './before-touch.ts'
import { type CaptchaGate, createCaptchaGate } from './captcha-gate.ts'
import { type Carriers, createCarriers } from './carriers.ts'
import { type CheckRecipient, createCheckRecipient, type EmailDomains } from './check-recipient.ts'
import { type ClaimsFor, createClaimsFor } from './claims.ts'
import { type Channels, createDeliver, type Deliver } from './delivery/deliver.ts'
import { defaultPatience, type Patience } from './delivery/integration.ts'
import type { Reconfigure } from './delivery/reconfigured.ts'
import { createEventsOf, type EventsOf } from './events-of.ts'
import { toFailureBudget } from './failure-budget.ts'
import { type Admission, type AdmitRequest, createAdmit } from './gate.ts'
import { type Afterwards, createAfterwards } from './hooks/afterwards.ts'
import { checkHooks } from './hooks/check-hooks.ts'
import type { Hooks } from './hooks/hooks.ts'
import type { KeyRing } from './key-ring.ts'
import { createLinks, type LinkSettings, type Links, type ReadLink } from './link/links.ts'
import type { Sender } from './message/render.ts'
import { observeRedeem, observeSend, observeVerify } from './observe.ts'
import {
  defaultFailureBudget,
  type FailureBudgetPolicy,
  type Policies,
  type Policy,
} from './policy.ts'
import { findPolicy } from './policy-of.ts'
import { createReachOf, type PhonePrefixes, type ReachOf } from './reach.ts'
import { createRedeem, type RedeemOutcome, type RedeemProof } from './redeem.ts'
import { createSend, type SendOutcome, type SendRequest, settleWithinMs } from './send.ts'
import { createSessions, type Sessions } from './session/sessions.ts'
import { defaultSessionSettings, type SessionSettings } from './session/settings.ts'
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
  /** Ends test recipients and dates session tokens. The machine's own if left out; codes are timed by the store's clock. */
  readonly clock?: Clock
  /** Waits that many milliseconds. A timer if left out. */
  readonly pause?: (ms: number) => Promise<void>
  readonly log?: Log
  /** Where events are counted. Nowhere if left out. */
  readonly telemetry?: Telemetry
  /** How many wrong codes a recipient may be given. {@link defaultFailureBudget} if left out. */
  readonly failureBudget?: FailureBudgetPolicy
  readonly testRecipients?: readonly TestRecipient[]
  /** Countries that codes are sent to, ISO 3166-1 alpha-2. All if left out, which is for development. */
  readonly countries?: readonly string[] | undefined
  /** Beginnings of phone numbers that are always, or never, sent to. None if left out. */
  readonly phonePrefixes?: PhonePrefixes | undefined
  /** Email domains that are never disposable, or always refused. None if left out. */
  readonly emailDomains?: EmailDomains | undefined
  /** Who tells people from machines, for policies that ask for it. */
  readonly captcha?: Captcha | undefined
  /** How long a captcha may take to be checked, in milliseconds. 5000 if left out. */
  readonly captchaTimeoutMs?: number
  /** How long a person may wait for all providers together, in milliseconds. 10 000 if left out. */
  readonly deliveryTimeoutMs?: number
  /** How patient a delivery is with a provider that fails. {@link defaultPatience} if left out. */
  readonly patience?: Partial<Patience>
  /** Code of the host that is asked, or told. There is none if left out. */
  readonly hooks?: Hooks | undefined
  /** Where magic links lead. There are none if left out. */
  readonly links?: LinkSettings | undefined
  /** Makes providers with settings that administrators changed. Those are left alone without it. */
  readonly reconfigure?: Reconfigure
  /** How long sessions last, and how many one user may have. {@link defaultSessionSettings} if left out. */
  readonly sessions?: Partial<SessionSettings> | undefined
}

/** What the verbs of the engine share. */
export interface EngineParts {
  readonly store: Store
  readonly keyRing: KeyRing
  readonly policies: Policies
  readonly sender: Sender
  readonly random: RandomSource
  readonly claimsFor: ClaimsFor
  readonly beforeTouch: BeforeTouch
  readonly channels: Channels
  readonly deliver: Deliver
  readonly log: Log
  readonly telemetry: Telemetry
  readonly carriers: Carriers
  readonly auditor: Auditor
  readonly eventsOf: EventsOf
  readonly budget: FailureBudget
  readonly fixedCodeFor: FixedCodeFor
  readonly reachOf: ReachOf
  readonly checkRecipient: CheckRecipient
  readonly captchaGate: CaptchaGate
  readonly hasCaptcha: boolean
  readonly hooks: Hooks
  readonly afterwards: Afterwards
  readonly links: Links
  readonly pause: (ms: number) => Promise<void>
  readonly clock: Clock
  readonly sessionSettings: SessionSettings
}

/** Codes, from asking for one to proving it. */
export interface Engine {
  /**
   * Sends a new code. An earlier one stays good until a provider has taken the new one.
   *
   * @throws CountersignError `invalid_request` for a purpose or channel that does not exist and for an
   * address that the purpose does not take, `unavailable` if store or captcha cannot answer: then
   * nothing was sent
   */
  send(request: SendRequest): Promise<SendOutcome>
  /**
   * Checks a code. The attempt is counted before it is compared.
   *
   * @throws CountersignError `invalid_request` for a purpose that does not exist, `unavailable` if
   * the store cannot answer
   */
  verify(request: VerifyRequest): Promise<VerifyOutcome>
  /** What stands in the token of a link, if it is one of ours. Asks nobody and changes nothing. */
  readLink(token: Secret): ReadLink | undefined
  /** What a right code for a purpose opens; undefined if there is no such purpose. */
  grantOf(purpose: string): Policy['grants'] | undefined
  /**
   * Uses a proof up, for whoever stands behind a protected route.
   *
   * @throws CountersignError `invalid_request` for a purpose that does not exist, `unavailable` if
   * the store cannot answer: then the proof is as good as before
   */
  redeem(request: RedeemProof): Promise<RedeemOutcome>
  /**
   * Decides whether a request passes a protected route: uses its proof up, or lets it pass without one
   * while codes are switched off for a purpose that goes on without, which is audited.
   *
   * @throws CountersignError `invalid_request` for a purpose that does not exist, `unavailable` if
   * the store cannot answer: then nobody passes
   */
  admit(request: AdmitRequest): Promise<Admission>
  /** What codes of purposes that grant a session opened. Every verb throws `unavailable` as the others do. */
  readonly sessions: Sessions
  /** Resolves when the outcome of every send that was answered so far is written down, as far as it can be. */
  settled(): Promise<void>
  /**
   * Resolves when nothing goes on after an answer any more: outcomes, hooks, and deliveries that they decide about.
   * What takes longer than `withinMs`, ten seconds if left out, is not waited for.
   */
  idle(withinMs?: number): Promise<void>
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
  const { store, keyRing, policies, sender, channels } = options
  const { random = systemRandom, clock = systemClock, log = silentLog } = options
  const timeoutMs = Math.min(options.deliveryTimeoutMs ?? 10_000, deliveryTimeoutMsAtMost)
  const { captcha, captchaTimeoutMs = 5000 } = options
  const pause = options.pause ?? (async (ms: number) => pauseFor(ms))
  const patience = { ...defaultPatience, ...options.patience }
  const { hooks = {} } = options
  checkHooks(policies, hooks)
  const telemetry = guarded(options.telemetry ?? silentTelemetry)
  const claimsFor = createClaimsFor(policies, keyRing)
  const beforeTouch = createBeforeTouch({ store, keyRing, claimsFor })
  const auditor = createAuditor(keyRing, random)
  const parts: EngineParts = {
    store,
    keyRing,
    policies,
    sender,
    random,
    claimsFor,
    beforeTouch,
    channels,
    deliver: createDeliver({
      ...{ channels, timeoutMs, patience, log, telemetry },
      reconfigure: options.reconfigure,
    }),
    log,
    telemetry,
    carriers: createCarriers(),
    auditor,
    eventsOf: createEventsOf(auditor, keyRing),
    budget: toFailureBudget(options.failureBudget ?? defaultFailureBudget),
    fixedCodeFor: createFixedCodeFor(options.testRecipients ?? [], clock),
    reachOf: createReachOf(options),
    checkRecipient: createCheckRecipient(options.emailDomains ?? {}),
    captchaGate: createCaptchaGate({
      ...{ captcha, policies, timeoutMs: captchaTimeoutMs },
      ...{ store, keyRing, beforeTouch, log, pause },
    }),
    hasCaptcha: captcha !== undefined,
    hooks,
    afterwards: createAfterwards(log, hooks.waitUntil),
    links: createLinks({ keyRing, random, policies, sender }, options.links),
    pause,
    clock,
    sessionSettings: { ...defaultSessionSettings, ...options.sessions },
  }
  const redeem = observeRedeem(parts, createRedeem(parts))
  return {
    send: observeSend(parts, createSend(parts)),
    verify: observeVerify(parts, createVerify(parts)),
    redeem,
    admit: createAdmit(parts, redeem),
    sessions: createSessions(parts),
    settled: () => parts.afterwards.ended('settle'),
    idle: parts.afterwards.idle,
    readLink: (token) => parts.links.read(token),
    grantOf: (purpose) => findPolicy(policies, purpose)?.grants,
  }
}
