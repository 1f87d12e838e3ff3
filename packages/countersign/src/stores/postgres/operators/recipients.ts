import type { Invalidated, RecipientStore } from '../../../ports/recipient-store.ts'
import { forgetPerson, lookForPerson } from '../audit/forget-person.ts'
import { bytes, keysOf, packDraft } from '../encode.ts'
import type { OperatorParts } from './parts.ts'

/** What operators do to recipients, in PostgreSQL. */
export const createPostgresRecipients = ({
  call,
  change,
  together,
  clockMs,
}: OperatorParts): RecipientStore => ({
  unlock: async ({ recipientHashes, challengeLookups, audit }) => {
    const names = [...keysOf(recipientHashes), ...keysOf(challengeLookups)]
    return (await change('unlock_recipient', audit, names)) === true
  },
  invalidate: async ({ recipient, audit }) => {
    if (recipient !== undefined) {
      const { recipientHashes, challengeLookups } = recipient
      const names = [recipientHashes.map(bytes), ...keysOf(challengeLookups)]
      return (await change('invalidate_recipient', audit, names)) as Invalidated
    }
    return together(async (run) => {
      const [row] = await run('invalidate_all', [packDraft(audit), clockMs()])
      return { result: row?.['invalidate_all'] as Invalidated, draft: audit }
    })
  },
  erase: async ({ recipientHashes, challengeLookups, ...person }) => {
    // Before the users are gone, and by itself: what follows may take long, and must not hold a lane.
    await call('forget_answers', [recipientHashes.map(bytes)])
    const look = await together(async (run) => ({
      result: await lookForPerson(run, person.personPrefixes),
      draft: undefined,
    }))
    return together(async (run) => {
      const names = [...keysOf(recipientHashes), challengeLookups.map(bytes)]
      const [row] = await run('erase_recipient', names)
      const { events, draft } = await forgetPerson(run, person, { look, nowMs: clockMs() })
      return { result: { rows: Number(row?.['erase_recipient']), events }, draft }
    })
  },
})
