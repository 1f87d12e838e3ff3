import { isIP } from 'node:net'
import type { Captcha, CaptchaOutcome } from '../ports/captcha.ts'
import { CountersignError } from '../ports/error.ts'
import type { Log } from '../ports/log.ts'
import type { Repetition, Store } from '../ports/store.ts'
import type { BeforeTouch } from './before-touch.ts'
import { withDeadline } from './delivery/with-deadline.ts'
import { idempotencyOf, repeatedAnswer, repeatPauseMs } from './idempotency.ts'
import type { KeyRing } from './key-ring.ts'
import type { Policies, Policy } from './policy.ts'
import type { SendOutcome, SendRequest } from './send.ts'

/**
 * Lets a send pass, or says what it is answered with. Nothing was spent then but the token.
 *
 * @throws CountersignError `unavailable` if it is not known whether somebody did the captcha
 */
export type CaptchaGate = (
  request: SendRequest,
  policy: Policy,
) => Promise<SendOutcome | undefined> | undefined

/** What a gate is made from. */
export interface CaptchaGateParts {
  readonly captcha: Captcha | undefined
  readonly policies: Policies
  readonly timeoutMs: number
  readonly store: Store
  readonly keyRing: KeyRing
  readonly beforeTouch: BeforeTouch
  readonly log: Log
  readonly pause: (ms: number) => Promise<void>
}

/**
 * How often to look for an equal request whose token was spent a moment ago: over about a second, for
 * its answer from the service to arrive and its challenge to open.
 */
const looksAtMost = 20

/**
 * The captcha in front of a send. A token works once, so a repetition must be recognised before its
 * token is looked at: it gets the answer of the first request. A repetition is only ever answered here
 * and never let through, because the first request may come to nothing in the meantime, and then this
 * one would open a challenge that nobody did a captcha for.
 *
 * A server with an API key is not asked: the form is its own, and so is the captcha in front of it.
 *
 * @throws CountersignError `invalid_configuration` if a policy asks for a captcha and there is none
 */
export const createCaptchaGate = (parts: CaptchaGateParts): CaptchaGate => {
  const { captcha, log } = parts
  const asking = Object.keys(parts.policies).find((name) => parts.policies[name]?.captcha)
  if (captcha === undefined && asking !== undefined)
    throw new CountersignError('invalid_configuration', `${asking} asks for a captcha: give one`)

  const ask = async (asked: Captcha, request: SendRequest, policy: Policy) => {
    const { purpose, captchaToken: token } = request
    const earlier = await repetition(parts, request, policy)
    if (earlier !== undefined) return earlier
    if (token === undefined) return failed

    const clientIp = exactAddress(request.requester.ip)
    const outcome = await verify(parts, asked, { token, action: purpose, clientIp })
    if (outcome.kind === 'passed') return undefined
    const { kind, reason } = outcome
    if (kind === 'unavailable')
      throw new CountersignError('unavailable', `${asked.id} could not be asked: ${reason}`)
    log.info({ purpose, captcha: asked.id, reason }, 'a captcha was not passed')
    const equal = reason === 'spent' ? await repetitionSoon(parts, request, policy) : undefined
    return equal ?? failed
  }
  return (request, policy) => {
    if (captcha === undefined || !policy.captcha) return undefined
    const isServer = request.requester.isCaller && request.session === undefined
    return isServer ? undefined : ask(captcha, request, policy)
  }
}

const failed: SendOutcome = { kind: 'captcha_failed' }

/** Ends in time whatever the captcha does. */
const verify = (
  { timeoutMs }: CaptchaGateParts,
  captcha: Captcha,
  check: Omit<Parameters<Captcha['verify']>[0], 'signal'>,
): Promise<CaptchaOutcome> =>
  withDeadline(timeoutMs, async (signal) => {
    const tooLate = new Promise<CaptchaOutcome>((resolve) => {
      const reason = 'no answer in time'
      signal.addEventListener('abort', () => resolve({ kind: 'unavailable', reason }))
    })
    try {
      return await Promise.race([captcha.verify({ ...check, signal }), tooLate])
    } catch {
      return { kind: 'unavailable', reason: 'the adapter failed' }
    }
  })

/** What an equal request is answered with, once that is known; nothing if there is none. */
const repetition = async (
  parts: CaptchaGateParts,
  request: SendRequest,
  policy: Policy,
): Promise<SendOutcome | undefined> => {
  for (;;) {
    const found = await recall(parts, request)
    if (found === undefined) return undefined
    if (found.kind === 'reused_key') return { kind: 'reused_key' }
    if (!found.isRunning || policy.unknownRecipients !== 'send')
      return repeatedAnswer(found, policy)
    await parts.pause(repeatPauseMs)
  }
}

/** Names the request anew each time: the key may change while an equal one is at work. */
const recall = async (
  { store, keyRing, beforeTouch }: CaptchaGateParts,
  request: SendRequest,
): Promise<Repetition | undefined> => {
  const idempotency = idempotencyOf(keyRing, request)
  if (idempotency === undefined) return undefined
  await beforeTouch({ on: 'send', request }, { idempotency })
  return store.recall(idempotency)
}

const repetitionSoon = async (
  parts: CaptchaGateParts,
  request: SendRequest,
  policy: Policy,
): Promise<SendOutcome | undefined> => {
  if (request.idempotencyKey === undefined) return undefined
  for (let looks = 0; looks < looksAtMost; looks++) {
    const found = await repetition(parts, request, policy)
    if (found !== undefined) return found
    await parts.pause(repeatPauseMs)
  }
  return undefined
}

/** Limits count IPv6 by network, which is nobody's address. */
const exactAddress = (ip: string | undefined) =>
  ip !== undefined && isIP(ip) !== 0 ? ip : undefined
