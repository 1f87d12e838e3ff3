import type { ServerProcess } from './server-process.ts'

/** What a send answered. */
export interface Sent {
  readonly status: number
  /** From the `Debug-OTP` header of development; empty if nothing was sent. */
  readonly code: string
}

/** Asks for a code and reads the answer to its end. */
export const sendCode = async (
  server: ServerProcess,
  recipient: { readonly purpose: string; readonly phone_e164: string },
): Promise<Sent> => {
  const answer = await server.post('/api/otp/send', recipient)
  await answer.arrayBuffer()
  return { status: answer.status, code: answer.headers.get('debug-otp') ?? '' }
}

/** Submits a code and reads the answer to its end. */
export const verifyCode = async (
  server: ServerProcess,
  submission: { readonly purpose: string; readonly phone_e164: string; readonly code: string },
): Promise<number> => {
  const answer = await server.post('/api/otp/verify', submission)
  await answer.arrayBuffer()
  return answer.status
}

/** A code that is not `code`. */
export const otherThan = (code: string): string => (code === '000000' ? '000001' : '000000')

/** How many of these there are of each. */
export const countEach = <Value>(values: readonly Value[]): ReadonlyMap<Value, number> =>
  new Map([...Map.groupBy(values, (value) => value)].map(([value, same]) => [value, same.length]))

/** A phone that no other call has returned. */
export const newPhone = (() => {
  let count = 0
  return () => `+2332450${String(++count).padStart(5, '0')}`
})()
