import { setImmediate as nextTurn } from 'node:timers/promises'
import type { EngineParts } from '../engine.ts'
import { ask, personOf } from '../hooks/ask.ts'
import type { SendRequest } from '../send.ts'
import type { Delivered } from './deliver.ts'

/** Who somebody turned out to be, or that nobody can say. */
export type Standing = 'known' | 'unknown' | 'not_told'

/** Lets the answer leave first: it waits for one turn itself to be written together with others. */
export const afterTheAnswer = async (): Promise<void> => {
  await nextTurn()
  await nextTurn()
}

/** Asks the host who has an account. Whatever goes wrong there, nothing may be sent. */
export const standingOf = async (
  { hooks, log }: Pick<EngineParts, 'hooks' | 'log'>,
  request: SendRequest,
): Promise<Standing> => {
  const { findRecipient, timeoutMs } = hooks
  if (findRecipient === undefined) return 'not_told'
  try {
    const found = await ask('findRecipient', () => findRecipient(personOf(request)), timeoutMs)
    return found === 'known' || found === 'unknown' ? found : 'not_told'
  } catch {
    log.error(
      { purpose: request.purpose },
      'the hook findRecipient gave no answer: nothing is sent',
    )
    return 'not_told'
  }
}

/** How a delivery ends for which no provider was called. */
export const keptHere = (deliveryRef: string | undefined, reason: string): Delivered => ({
  outcome: 'accepted',
  integration: undefined,
  deliveries: deliveryRef === undefined ? [] : [{ ref: deliveryRef, state: 'failed', reason }],
})

/**
 * A failure is not told, and so it gives nothing back either: a limit that is free again, or an earlier
 * code that is good again, would say that there was somebody to send to.
 */
export const withoutRefusal = (delivered: Delivered): Delivered =>
  delivered.outcome === 'refused' ? { ...delivered, outcome: 'unknown' } : delivered
