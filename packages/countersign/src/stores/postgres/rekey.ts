import type { ChallengeName, Rekey, Renaming, RequestName } from '../../ports/rekey.ts'
import { handedOverWithinMs } from '../purge.ts'
import type { CallFunction } from './call-function.ts'
import { bytes, text } from './encode.ts'
import { rowId } from './row-id.ts'

/** Creates {@link Store.rekey}: a call of its own, because keys are rotated seldom. */
export const createRekey =
  (call: CallFunction, clockMs: () => number | null): Rekey =>
  async ({ challenges, limits, requests }) => {
    const renamed = {
      limits: inOrder(limits, (hash) => hash).map(namesOf),
      failures: inOrder(challenges, ({ recipientHash }) => recipientHash).map(failuresOf),
      challenges: inOrder(challenges, ({ lookup }) => lookup).map(challengeOf),
      requests: inOrder(requests, ({ lookup }) => lookup).map(requestOf),
    }
    // It does no harm to run it twice.
    await call('rekey', [JSON.stringify(renamed), handedOverWithinMs, clockMs()])
  }

/** By new ids, as every transaction that makes several rows; those of one new name stay in their order. */
const inOrder = <Name>(
  renamings: readonly Renaming<Name>[],
  lookupOf: (name: Name) => Uint8Array,
): readonly Renaming<Name>[] =>
  renamings.toSorted((one, other) => Buffer.compare(lookupOf(one.to), lookupOf(other.to)))

const namesOf = ({ from, to }: Renaming<Uint8Array>) => ({
  ...{ from_id: rowId(from).toString(), from_lookup: bytes(from) },
  ...{ to_id: rowId(to).toString(), to_lookup: bytes(to) },
})

const failuresOf = ({ from, to }: Renaming<ChallengeName>) =>
  namesOf({ from: from.recipientHash, to: to.recipientHash })

const challengeOf = ({ from, to }: Renaming<ChallengeName>) => ({
  ...namesOf({ from: from.lookup, to: to.lookup }),
  ...{ from_recipient: bytes(from.recipientHash), to_recipient: bytes(to.recipientHash) },
  to_key_id: text(to.recipientKeyId),
})

const requestOf = ({ from, to }: Renaming<RequestName>) => ({
  ...namesOf({ from: from.lookup, to: to.lookup }),
  ...{ from_body: bytes(from.bodyHash), to_body: bytes(to.bodyHash) },
})
