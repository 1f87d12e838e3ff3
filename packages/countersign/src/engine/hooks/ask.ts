import { CountersignError } from '../../ports/error.ts'
import { withDeadline } from '../delivery/with-deadline.ts'
import type { Recipient } from '../recipient.ts'
import { type HookPerson, hookTimeoutMsAtMost } from './hooks.ts'

/**
 * The answer of a hook, in time.
 *
 * @throws CountersignError `unavailable` if it throws or takes too long
 */
export const ask = async <Result>(
  name: string,
  hook: () => Result | Promise<Result>,
  timeoutMs = hookTimeoutMsAtMost,
): Promise<Result> => {
  try {
    return await withDeadline(Math.min(timeoutMs, hookTimeoutMsAtMost), (signal) => {
      const { promise: late, reject } = Promise.withResolvers<never>()
      signal.addEventListener('abort', () => reject(new Error('no answer in time')))
      return Promise.race([(async () => hook())(), late])
    })
  } catch (error) {
    // Its text is the host's own and may hold what must not be in a log.
    throw new CountersignError('unavailable', `the hook ${name} gave no answer`, {
      cause: error instanceof Error ? error : undefined,
    })
  }
}

/** What hooks are told of somebody. */
export const personOf = ({
  purpose,
  recipient,
  requester,
}: {
  readonly purpose: string
  readonly recipient: Recipient
  readonly requester: { readonly subject?: string | undefined; readonly ip?: string | undefined }
}): HookPerson => ({
  purpose,
  kind: recipient.kind,
  recipient: recipient.address.reveal(),
  subject: requester.subject,
  ip: requester.ip,
})
