import type { Erased, Erasure } from '../../ports/recipient-store.ts'
import type { Store } from '../../ports/store.ts'
import { createDraft } from './events.ts'

/** Erases what a test names: rows, events, or both. */
export const erase = (
  { recipients }: Pick<Store, 'recipients'>,
  whom: Partial<Erasure>,
): Promise<Erased> =>
  recipients.erase({
    ...{ recipientHashes: [], challengeLookups: [], personPrefixes: [] },
    draft: () => createDraft({ type: 'recipient.erased' }),
    ...whom,
  })
