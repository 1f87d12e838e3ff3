import type { ChannelName } from '../../ports/provider.ts'
import type { Recipient } from '../recipient.ts'

/** Somebody who asks for a code, or who proved one. */
export interface HookPerson {
  readonly purpose: string
  readonly kind: Recipient['kind']
  /** Phone in E.164 form or email address. */
  readonly recipient: string
  /** Id of the user: ours with a session, also one that this code began; the caller's own with an API key. */
  readonly subject: string | undefined
  /** As limits count it: an IPv4 address or an IPv6 /64. */
  readonly ip: string | undefined
}

/** A code that was right. */
export interface VerifiedEvent extends HookPerson {
  /** When this process was told. */
  readonly at: Date
}

/** Somebody asks for a code. */
export interface SendQuestion extends HookPerson {
  readonly channel: ChannelName
  /** ISO 3166-1 alpha-2, of a phone. */
  readonly country: string | undefined
  /** BCP 47 tag that was asked for. */
  readonly locale: string | undefined
  /** Whether it is signed in, or a server with an API key. */
  readonly isCaller: boolean
}

/** What becomes of a request for a code. */
export type SendDecision =
  | { readonly decision: 'allow' }
  /** 403 `send_refused`: the person is told. */
  | { readonly decision: 'refuse' }
  /** Answered like a send, and nothing is sent. */
  | { readonly decision: 'silence' }
  /** A captcha must have been done for this one, whatever the policy says. */
  | { readonly decision: 'captcha' }
  /** Goes by another channel of the purpose. */
  | { readonly decision: 'channel'; readonly channel: ChannelName }

/** Code of the host that is asked, or told, while codes are sent and checked. Runs outside of any transaction. */
export interface Hooks {
  /**
   * Told of each success, after it was committed. It is told once, by the process that answers, and never
   * again: the audit log is the record. Nobody waits for it, and an error is logged.
   */
  readonly onVerified?: (event: VerifiedEvent) => void | Promise<void>
  /**
   * Asked before a code is made. If it throws, takes too long or decides what cannot be, the answer is
   * 503 and nothing happened. It must not depend on whether somebody has an account: the answer shows.
   */
  readonly beforeSend?: (question: SendQuestion) => SendDecision | Promise<SendDecision>
  /**
   * Asked who has an account, after the answer was given, and for purposes only whose policy has
   * `unknownRecipients` other than `send`. If it throws or takes too long, nothing is sent.
   */
  readonly findRecipient?: (
    person: HookPerson,
  ) => 'known' | 'unknown' | Promise<'known' | 'unknown'>
  /** How long `beforeSend` and `findRecipient` may take, in milliseconds: 2000 at most, and if left out. */
  readonly timeoutMs?: number
  /** Given what goes on after an answer, for hosts that would stop it. */
  readonly waitUntil?: (work: Promise<void>) => void
}

/** What comes after a hook must still be settled in time. */
export const hookTimeoutMsAtMost = 2000
