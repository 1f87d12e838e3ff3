import { hash } from 'node:crypto'

/** The one thing that a proof is good for, if it is not good for anything its purpose guards. */
export interface Action {
  /** For example `transfer`. */
  readonly name: string
  /**
   * Digest of the action's parameters, made by the caller: another amount is another action. A SHA-256 may
   * be in hexadecimal or in base64url.
   */
  readonly parametersDigest?: string | undefined
}

const sha256 = (text: string): Uint8Array => Buffer.from(hash('sha256', text, 'base64'), 'base64')

/** What is kept of an action. */
export const actionHashOf = (action: Action | undefined): Uint8Array | undefined =>
  action && sha256(`action\0${action.name}\0${oneSpelling(action.parametersDigest ?? '')}`)

/** A SHA-256 is the same in hexadecimal and in base64url. */
const oneSpelling = (digest: string): string =>
  /^[0-9a-f]{64}$/i.test(digest) ? Buffer.from(digest, 'hex').toString('base64url') : digest

/** What is kept of a caller's user. */
export const subjectHashOf = (subject: string | undefined): Uint8Array | undefined =>
  subject === undefined ? undefined : sha256(`subject\0${subject}`)
