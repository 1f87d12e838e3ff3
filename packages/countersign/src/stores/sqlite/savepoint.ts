import type { DatabaseSync } from 'node:sqlite'

/** Runs one verb that may refuse half way: what it did before is undone when it answers no. */
export type Savepoint = <Result extends { readonly kind: string }>(
  isRefusal: (result: Result) => boolean,
  verb: () => Result,
) => Result

/** Savepoints of one database; they nest in the transaction that a group of verbs shares. */
export const createSavepoint = (database: DatabaseSync): Savepoint => {
  const begin = database.prepare('savepoint verb')
  const keep = database.prepare('release verb')
  const undo = database.prepare('rollback to verb')
  return (isRefusal, verb) => {
    begin.get()
    const result = verb()
    if (isRefusal(result)) undo.get()
    keep.get()
    return result
  }
}
