import type { Secret } from '../ports/secret.ts'
import type { AttemptKind, Granted } from '../ports/store.ts'
import type { SendingRoute } from '../ports/switch.ts'
import type { Destination } from '../ports/telemetry.ts'
import { channelFor } from './channel-for.ts'
import type { Requester } from './claims.ts'
import { readCode } from './code.ts'
import { challengeKey, codeCandidates, linkCandidates } from './digest.ts'
import { type Disabled, whenDisabled } from './disabled.ts'
import type { EngineParts } from './engine.ts'
import type { Action } from './grant/action.ts'
import { isForeign } from './grant/foreign.ts'
import { type CallerSession, type Granting, grantingFor, type Opened } from './grant/granting.ts'
import { isStale } from './grant/stale.ts'
import { personOf } from './hooks/ask.ts'
import { type Limited, limitedBy } from './limited.ts'
import { readLinkSecret } from './link/link-token.ts'
import { logTag, preferredOf } from './log-tag.ts'
import type { Policy } from './policy.ts'
import { policyOf } from './policy-of.ts'
import type { Recipient } from './recipient.ts'
import { routeTo } from './route.ts'
import { reportShadows } from './shadow.ts'

/** Input of {@link Engine.verify}. */
export interface VerifyRequest {
  readonly purpose: string
  readonly recipient: Recipient
  /** What the person typed, or the secret of the link. */
  readonly code: Secret
  /** Whether `code` is the secret of a link, as {@link Engine.readLink} found it. */
  readonly isLink?: boolean | undefined
  readonly requester: Requester & {
    /** Whether it is signed in, or a server with an API key. */
    readonly isCaller: boolean
  }
  /** The one thing that the proof is to be good for. */
  readonly action?: Action | undefined
  /** Session of ours that asks. The proof is good for no longer than that. */
  readonly session?: CallerSession | undefined
  /** What the person may know a new session by, in a few words. */
  readonly label?: string | undefined
}

/**
 * Answer of {@link Engine.verify}. Every refusal must look the same from outside; `reason` is for
 * the inside only.
 */
export type VerifyOutcome =
  | {
      readonly kind: 'verified'
      readonly opened: Opened | undefined
      /** Where this process had sent the code, if it was this one. For the inside only. */
      readonly destination?: Destination | undefined
    }
  | {
      readonly kind: 'refused'
      readonly reason: Exclude<AttemptKind, 'verified'> | 'malformed' | 'foreign'
    }
  /** The code was right and is used up, but this phone or address is somebody else's. */
  | { readonly kind: 'contact_taken' }
  | { readonly kind: 'sign_in_required' }
  /** The session is too old for what the code would change. */
  | { readonly kind: 'sign_in_again' }
  | Disabled
  | Limited

/** Has the store count and compare. A malformed code is refused before anything of a person is looked up. */
export const createVerify =
  (parts: EngineParts) =>
  async (request: VerifyRequest): Promise<VerifyOutcome> => {
    const { purpose, recipient, code, isLink = false, requester } = request
    const { store, keyRing, policies, channels, claimsFor, random, budget, carriers } = parts
    const { eventsOf, log } = parts
    const policy = policyOf(policies, purpose)
    if (policy.requires === 'caller' && !requester.isCaller) return { kind: 'sign_in_required' }
    if (isForeign(request, policy)) return { kind: 'refused', reason: 'foreign' }
    if (isStale(parts, request, policy)) return { kind: 'sign_in_again' }
    // What no channel reaches is not switched off: it was never on.
    channelFor(policy.channels, { recipient })
    const submitted = isLink
      ? { secret: readLinkSecret(code), candidatesOf: linkCandidates }
      : { secret: readCode(code, policy.digits), candidatesOf: codeCandidates }
    const { secret, candidatesOf } = submitted
    const route = routeTo(channels, { purpose, recipient, allowed: policy.channels })
    if (secret === undefined) return malformed(parts, { policy, route })

    const challenge = challengeKey(keyRing, purpose, recipient)
    const claims = claimsFor({ purpose, on: 'verify', recipient, requester })
    const granting = grantingFor(parts, { ...request, policy, challenge })
    await parts.beforeTouch({ on: 'verify', request }, { challenge, ...claims })
    const result = await store.attempt({
      id: random(8),
      budget,
      challenge,
      candidates: candidatesOf(keyRing, request, secret),
      isLink,
      route,
      audit: eventsOf.attempted({ route, challenge, recipient, requester, isLink }),
      grant: granting.grant,
      ...claims,
    })
    if (result.kind === 'disabled') return whenDisabled(log, { policy, route, asked: 'verify' })
    if (result.kind === 'limited') return limitedBy(result)
    reportShadows(parts, { purpose, on: 'verify' }, result.standings)
    const destination = result.kind === 'verified' ? carriers.take(challenge) : undefined
    const integration = destination?.integration ?? preferredOf(route)
    const fields = { tag: logTag(integration, 'VERIFY'), integration, purpose }
    log.info(
      { ...fields, outcome: result.kind },
      isLink ? 'a link was checked' : 'a code was checked',
    )
    if (result.kind !== 'verified') return { kind: 'refused', reason: result.kind }
    const outcome = openedBy(granting, result.granted, destination)
    if (outcome.kind === 'verified') tellVerified(parts, request, outcome.opened)
    return outcome
  }

/** What the store made of the grant. */
const openedBy = (
  granting: Granting,
  granted: Granted | undefined,
  destination: Destination | undefined,
): VerifyOutcome => {
  if (granted?.kind === 'contact_taken') return { kind: 'contact_taken' }
  // It was good a moment ago, when somebody looked who asks.
  if (granted?.kind === 'session_over') return { kind: 'sign_in_required' }
  return { kind: 'verified', opened: granted && granting.opened(granted), destination }
}

const tellVerified = (
  { hooks: { onVerified }, afterwards, clock }: EngineParts,
  request: VerifyRequest,
  opened: Opened | undefined,
): void => {
  const person = personOf(request)
  const subject = opened?.kind === 'session' ? opened.user.id : person.subject
  const event = { ...person, subject, at: new Date(clock.now()) }
  if (onVerified !== undefined) afterwards.begin('onVerified', () => onVerified(event))
}

/** No code can be asked for while codes are skipped, so whatever was typed is not looked at either. */
const malformed = async (
  { store, log }: EngineParts,
  { policy, route }: { readonly policy: Policy; readonly route: SendingRoute },
): Promise<VerifyOutcome> =>
  policy.whenDisabled === 'skip' && (await store.switches.isOff(route))
    ? whenDisabled(log, { policy, route, asked: 'verify' })
    : { kind: 'refused', reason: 'malformed' }
