import type { Engine } from '../engine/engine.ts'
import type { Admission } from '../engine/gate.ts'
import type { Action } from '../engine/grant/action.ts'
import type { Policies, Policy } from '../engine/policy.ts'
import { findPolicy } from '../engine/policy-of.ts'
import { type Recipient, readEmail, readPhone } from '../engine/recipient.ts'
import { type Answer, problem } from '../http/answer.ts'
import { hostUserOf, type ReadHostUser } from '../http/host-user.ts'
import type { ApiRequest } from '../http/request.ts'
import { problemOf } from '../http/route.ts'
import { disabledAnswer } from '../http/routes/disabled.ts'
import type { ReadSession, SignedIn } from '../http/session/read-session.ts'
import { CountersignError } from '../ports/error.ts'
import { type Log, silentLog } from '../ports/log.ts'
import { createSecret } from '../ports/secret.ts'

/** What gates are made from. What `createCountersign` returns fits. */
export interface GateParts {
  readonly engine: Pick<Engine, 'admit'>
  readonly policies: Policies
  /** Finds out who is signed in with a session of ours. Nobody is if left out. */
  readonly readSession?: ReadSession | undefined
  /** Says who is signed in to the host. */
  readonly hostUser?: ReadHostUser | undefined
  readonly log?: Log | undefined
}

/** A value, now or soon. */
export type Awaitable<Value> = Value | Promise<Value>

/** What a proof must be about to open a gate. `Request` is the one of the framework. */
export interface GateOptions<Request> {
  /**
   * Whose proof it must be: a phone in E.164 form or an email address, from your own records wherever
   * there is an account. Nothing, or something else, and the request is refused.
   */
  readonly recipient?: (request: Request) => Awaitable<string | undefined>
  /** For which of your users it must have been given. Nothing, and the request is refused. */
  readonly subject?: (request: Request) => Awaitable<string | undefined>
  /**
   * What it must have been given for. Nothing, and the request is refused. Without this option a proof for
   * one action only is refused.
   */
  readonly action?: (request: Request) => Awaitable<Action | undefined>
  /** What is behind the gate, for the audit log. The framework's own name of the route if left out. */
  readonly name?: string
}

/** What somebody proved to pass a gate. */
export interface Proof {
  readonly kind: 'phone' | 'email'
  /** Phone in E.164 form or email address. */
  readonly recipient: string
  /** The user that the proof was given for, where one was stated. */
  readonly subject: string | undefined
  readonly verifiedAt: Date
}

/** Whether a request passes. `proof` is missing while codes are switched off for a purpose that goes on without. */
export type Passage =
  | { readonly kind: 'passed'; readonly proof: Proof | undefined }
  | { readonly kind: 'stopped'; readonly answer: Answer }

/** A request as a gate sees it. */
export interface GatedRequest<Request> {
  readonly request: Request
  readonly api: Pick<ApiRequest, 'method' | 'url' | 'headers'>
  /** Who is signed in, if somebody has found out before. */
  readonly signedIn?: SignedIn | undefined
  /** The framework's name of the route. */
  readonly routeName: string
}

/** Asks whether a request passes. Rejects only with what a callback of the options threw. */
export type Gate<Request> = (gated: GatedRequest<Request>) => Promise<Passage>

const stepUp = 'step_up'

/** The header that carries the proof of a purpose. */
const headerOf = (purpose: string): string =>
  purpose === stepUp ? 'x-step-up-token' : 'x-otp-token'

/**
 * Makes the gate of one route.
 *
 * @throws CountersignError `invalid_configuration` for a purpose that does not exist or opens no gate
 */
export const createGate = <Request>(
  parts: GateParts,
  purpose: string,
  options: GateOptions<Request>,
): Gate<Request> => {
  const policy = proofPolicy(parts.policies, purpose)
  return async (gated) => {
    const bound = await boundTo(parts, { policy, options, gated, purpose })
    if ('status' in bound) return { kind: 'stopped', answer: bound }
    const presented = gated.api.headers.get(headerOf(purpose))
    const token = presented === null ? undefined : createSecret(presented)
    const route = `${gated.api.method} ${options.name ?? gated.routeName}`
    const admission = await admit(parts, { purpose, token, route, ...bound })
    return 'status' in admission ? { kind: 'stopped', answer: admission } : passageOf(admission)
  }
}

const proofPolicy = (policies: Policies, purpose: string): Policy => {
  const policy = findPolicy(policies, purpose)
  if (policy?.grants === 'proof') return policy
  const problem = policy === undefined ? 'there is no such purpose' : 'it grants no proof'
  throw new CountersignError('invalid_configuration', `requireProof("${purpose}"): ${problem}`)
}

interface Bound {
  readonly recipient?: Recipient | undefined
  readonly subject?: string | undefined
  readonly sessionRef?: string | undefined
  readonly action?: Action | undefined
}

interface Binding<Request> {
  readonly purpose: string
  readonly policy: Policy
  readonly options: GateOptions<Request>
  readonly gated: GatedRequest<Request>
}

/** What the proof must be about, or the answer to a request for which nothing could be. */
const boundTo = async <Request>(
  parts: GateParts,
  { purpose, policy, options, gated }: Binding<Request>,
): Promise<Bound | Answer> => {
  const { request } = gated
  const asked = await askedFor(options, request)
  if (asked === undefined) return refusal()
  if (policy.requires !== 'caller') return asked
  const user = await orAnswer(() => hostUserOf(parts.hostUser, gated.api))
  if (user !== undefined && 'status' in user) return user
  // Before any session of ours: see ADR 025.
  if (user !== undefined) return { ...asked, subject: asked.subject ?? user.id }
  const session = gated.signedIn ?? (await signedInBy(parts, gated.api))
  if (session !== undefined && 'status' in session) return session
  if (session !== undefined) {
    const { ref, userId } = session.session
    return { ...asked, sessionRef: ref, subject: asked.subject ?? userId }
  }
  if (asked.subject !== undefined || asked.recipient !== undefined) return asked
  // Somebody's proof is not everybody's: without this, a thief of one account could use his own phone.
  const log = parts.log ?? silentLog
  log.warn({ purpose }, 'a gate is closed, because nothing says whose proof would open it')
  return refusal()
}

/** Nothing if an option was given and says nothing. */
const askedFor = async <Request>(
  { recipient, subject, action }: GateOptions<Request>,
  request: Request,
): Promise<Bound | undefined> => {
  const typed = await recipient?.(request)
  const read = typed === undefined ? undefined : readRecipient(typed)
  const stated = await subject?.(request)
  if (recipient !== undefined && read === undefined) return undefined
  if (subject !== undefined && !isStated(stated)) return undefined
  const about = await action?.(request)
  if (action !== undefined && !isStated(about?.name)) return undefined
  return { recipient: read, subject: stated, action: about }
}

/** What a host takes from a request's body may be anything. */
const isStated = (value: unknown): boolean => typeof value === 'string' && value !== ''

const readRecipient = (typed: unknown): Recipient | undefined => {
  if (typeof typed !== 'string') return undefined
  return typed.includes('@') ? readEmail(typed) : readPhone(typed)
}

/** Who is signed in with a session of ours, if anybody, or the answer to a request that must not go on. */
export const signedInBy = async (
  { readSession }: GateParts,
  api: GatedRequest<unknown>['api'],
): Promise<SignedIn | Answer | undefined> => {
  if (readSession === undefined) return undefined
  const read = await orAnswer(() => readSession(api))
  if ('status' in read) return read
  if (read.kind === 'cross_site') return problem('cross_site')
  return read.kind === 'signed_in' ? read : undefined
}

const refusal = (): Answer => problem('proof_required')

const admit = ({ engine }: GateParts, request: Parameters<Engine['admit']>[0]) =>
  orAnswer(() => engine.admit(request))

/** The result of some work of ours, or the answer to the error it ended with. */
const orAnswer = async <Result>(work: () => Promise<Result>): Promise<Result | Answer> => {
  try {
    return await work()
  } catch (error) {
    if (error instanceof CountersignError) return problemOf(error)
    throw error
  }
}

const passageOf = (admission: Admission): Passage => {
  switch (admission.kind) {
    case 'proven': {
      const { recipientKind: kind, address, subject, verifiedAtMs } = admission
      const verifiedAt = new Date(verifiedAtMs)
      return { kind: 'passed', proof: { kind, recipient: address.reveal(), subject, verifiedAt } }
    }
    case 'skipped':
      return { kind: 'passed', proof: undefined }
    case 'disabled':
      return { kind: 'stopped', answer: disabledAnswer() }
    case 'refused':
      return { kind: 'stopped', answer: refusal() }
  }
}
