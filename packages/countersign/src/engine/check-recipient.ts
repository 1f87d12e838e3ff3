import { disposableEmailBlocklistSet } from 'disposable-email-domains-js'
import { CountersignError } from '../ports/error.ts'
import type { Policy } from './policy.ts'
import type { Recipient } from './recipient.ts'

/** Email domains that a deployment judges by itself, as `readDomain` spells them. Each stands for its subdomains too. */
export interface EmailDomains {
  /** Not disposable, whatever the list says. */
  readonly allow?: readonly string[] | undefined
  /** Refused for every purpose; stronger than `allow`. */
  readonly deny?: readonly string[] | undefined
}

/**
 * Lets a recipient pass or throws. Whether it does depends on the address alone, never on who is known
 * to anybody, so the answer may be plain.
 *
 * @throws CountersignError `invalid_request`
 */
export type CheckRecipient = (recipient: Recipient, policy: Policy) => void

/** Reads the lists once. */
export const createCheckRecipient = ({ allow, deny }: EmailDomains): CheckRecipient => {
  const disposable = disposableEmailBlocklistSet()
  const [allowed, denied] = [new Set(allow), new Set(deny)]
  return (recipient, policy) => {
    if (recipient.kind !== 'email') return
    const names = withParents(recipient.identity.reveal())
    const isIn = (domains: ReadonlySet<string>) => names.some((name) => domains.has(name))
    if (isIn(denied))
      throw refusal('addresses of this domain are not accepted. Please use another one.')
    if (policy.disposable === 'refuse' && isIn(disposable) && !isIn(allowed))
      throw refusal('please use an address you keep. Disposable addresses are not accepted.')
  }
}

/** `a.b.example` is refused as `b.example` is: whoever has a domain has all below it. */
const withParents = (identity: string): readonly string[] => {
  const labels = identity.slice(identity.lastIndexOf('@') + 1).split('.')
  return labels.map((_label, n) => labels.slice(n).join('.'))
}

const refusal = (message: string) =>
  new CountersignError('invalid_request', message, { cause: { path: 'email' } })
