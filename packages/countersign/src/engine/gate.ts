import type { Secret } from '../ports/secret.ts'
import { eventPerson } from './audit/event-person.ts'
import type { EngineParts } from './engine.ts'
import type { Action } from './grant/action.ts'
import { reportDisabled } from './log-tag.ts'
import { policyOf } from './policy-of.ts'
import type { Recipient } from './recipient.ts'
import type { RedeemOutcome, RedeemProof } from './redeem.ts'
import { routeOf, routeTo } from './route.ts'

/** Input of {@link Engine.admit}. What is left out is not asked for, except the action. */
export interface AdmitRequest {
  readonly purpose: string
  /** The proof that was presented, if one was. */
  readonly token?: Secret | undefined
  /** Whose proof it must be. */
  readonly recipient?: Recipient | undefined
  /** Which of the caller's users it must be for. */
  readonly subject?: string | undefined
  /** Session of ours that must have asked for it. */
  readonly sessionRef?: string | undefined
  /** What it must be for. Left out, a proof for one action is refused. */
  readonly action?: Action | undefined
  /** What is behind the gate, for the audit log: method and pattern of the path, never a value. */
  readonly route: string
}

/** Answer of {@link Engine.admit}. */
export type Admission =
  | (Omit<Extract<RedeemOutcome, { readonly kind: 'redeemed' }>, 'kind'> & {
      readonly kind: 'proven'
    })
  /** Codes are switched off, and another factor stands behind this purpose: go on without. */
  | { readonly kind: 'skipped' }
  /** Codes are switched off, and nobody gets on without one. */
  | { readonly kind: 'disabled' }
  /** There was no proof, or not a good one. All refusals must look the same from outside. */
  | { readonly kind: 'refused' }

/** Lets a request through a gate, or not. The switch is asked first: while it is off no proof is used up. */
export const createAdmit =
  (parts: EngineParts, redeem: (request: RedeemProof) => Promise<RedeemOutcome>) =>
  async (request: AdmitRequest): Promise<Admission> => {
    const { purpose, recipient, token, route: _behind, ...bound } = request
    const { channels, store, log } = parts
    const policy = policyOf(parts.policies, purpose)
    const ways = { purpose, allowed: policy.channels }
    const route =
      recipient === undefined ? routeOf(channels, ways) : routeTo(channels, { ...ways, recipient })
    // A recipient that no code of this purpose can reach is not one for whom codes are off.
    if (route.channels.length === 0) return { kind: 'refused' }
    if (await store.switches.isOff(route)) {
      const isSkipped = policy.whenDisabled === 'skip'
      const answer = isSkipped ? 'skipped' : 'disabled'
      reportDisabled(log, { route, asked: 'gate', answer })
      if (isSkipped) await writeDown(parts, request, route.country)
      return { kind: answer }
    }
    if (token === undefined) return { kind: 'refused' }
    const outcome = await redeem({ purpose, recipient, token, ...bound, redeemer: 'gate' })
    return outcome.kind === 'redeemed' ? { ...outcome, kind: 'proven' } : { kind: 'refused' }
  }

/** Before anybody passes: what is not on record did not open. */
const writeDown = async (
  { store, auditor, keyRing }: EngineParts,
  { purpose, recipient, route }: AdmitRequest,
  country: string | undefined,
): Promise<void> => {
  const person = recipient && eventPerson(keyRing, recipient)
  const draft = auditor({ type: 'gate.opened', facts: { purpose, country, route }, person })
  await store.audit.append({ draft, outcome: 'skipped' })
}
