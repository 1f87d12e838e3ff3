import { hash } from 'node:crypto'

/** The one thing that a proof is good for, if it is not good for anything its purpose guards. */
export interface Action {
  /** For example `transfer`. */
  readonly name: string
  /** Digest of the action's parameters, made by the caller: another amount is another action. */
  readonly parametersDigest?: string | undefined
}

const sha256 = (text: string): Uint8Array => Buffer.from(hash('sha256', text, 'base64'), 'base64')

/** What is kept of an action. */
export const actionHashOf = (action: Action | undefined): Uint8Array | undefined =>
  action && sha256(`action\0${action.name}\0${action.parametersDigest ?? ''}`)

/** What is kept of a caller's user. */
export const subjectHashOf = (subject: string | undefined): Uint8Array | undefined =>
  subject === undefined ? undefined : sha256(`subject\0${subject}`)
