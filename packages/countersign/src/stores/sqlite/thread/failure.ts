import { CountersignError, type ErrorCode } from '../../../ports/error.ts'

/** An error on its way between threads, where classes do not go. */
export interface Failure {
  readonly name: string
  readonly message: string
  readonly stack: string
  readonly code: string | undefined
  readonly isOurs: boolean
  readonly cause: Failure | undefined
}

/** An error as data. */
export const failureOf = (error: unknown): Failure => {
  if (!(error instanceof Error)) return failureOf(new Error(`${typeof error} was thrown`))
  const { name, message, stack = '', cause } = error
  return {
    ...{ name, message, stack },
    code: 'code' in error ? String(error.code) : undefined,
    isOurs: error instanceof CountersignError,
    cause: cause === undefined ? undefined : failureOf(cause),
  }
}

/** The error that a failure was made from, or one that cannot be told from it. */
export const errorOf = ({ name, message, stack, code, isOurs, cause }: Failure): Error => {
  const options = cause && { cause: errorOf(cause) }
  const error = isOurs
    ? new CountersignError(code as ErrorCode, message, options)
    : Object.assign(new Error(message, options), { name, ...(code && { code }) })
  return Object.assign(error, { stack })
}
