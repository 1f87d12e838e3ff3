import { ExponentialBackoff, handleAll, retry } from 'cockatiel'
import type { SettleRequest } from '../ports/store.ts'
import type { EngineParts } from './engine.ts'
import type { RenewNames } from './names-of-now.ts'

/** Tries after the first one, over about four seconds: well within the time to settle. */
const retries = retry(handleAll, {
  maxAttempts: 4,
  backoff: new ExponentialBackoff({ initialDelay: 250, maxDelay: 2000 }),
})

/**
 * Writes down what became of a hand-over. The message has gone out, or not, whatever the store says
 * now, so no answer waits for a store that cannot be told: it is tried again in the background. If that
 * fails too, the challenge resolves itself: an outcome that nobody settled counts as unknown.
 */
export const settleSurely = async (
  { store, log, afterwards }: Pick<EngineParts, 'store' | 'log' | 'afterwards'>,
  settling: SettleRequest,
  renewNames: RenewNames,
): Promise<void> => {
  const settle = async (request: SettleRequest) => {
    const named = renewNames(request)
    // Names hardly ever change in between, and to wait for what is there costs a turn.
    return store.settle('then' in named ? await named : named)
  }
  try {
    await settle(settling)
  } catch {
    afterwards.begin('settle_again', () =>
      retries
        .execute(() => settle({ ...settling, isToldAgain: true }))
        .catch((error: unknown) => {
          const cause = error instanceof Error ? error.name : 'unknown'
          const { outcome } = settling
          log.error({ outcome, cause }, 'the outcome of a hand-over could not be written down')
        }),
    )
  }
}
