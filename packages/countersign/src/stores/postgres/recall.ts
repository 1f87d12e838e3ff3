import type { Store } from '../../ports/store.ts'
import type { SendAgain } from './call-function.ts'
import { bytes } from './encode.ts'
import { rowId } from './row-id.ts'
import { recallRequest } from './sql/recall-request.sql.ts'

/** Prepares {@link Store.recall}. */
export const createRecall = (
  sendAgain: SendAgain,
  { schema, clockMs }: { readonly schema: string; readonly clockMs: () => number | null },
): Store['recall'] => {
  const [name, text] = [`${schema}.recall`, recallRequest(schema)]
  return async ({ lookup, bodyHash }) => {
    const values = [rowId(lookup).toString(), bytes(lookup), bytes(bodyHash), clockMs()]
    const { rows } = await sendAgain({ name, text, values })
    const [row] = rows
    if (row === undefined) return undefined
    if (row['is_same'] !== true) return { kind: 'reused_key' }
    const answer = row['answer'] === null ? undefined : String(row['answer'])
    return { kind: 'repeated', isRunning: row['is_running'] === true, answer }
  }
}
