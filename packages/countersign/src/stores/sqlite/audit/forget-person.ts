import type { DatabaseSync } from 'node:sqlite'
import type { Erasure } from '../../../ports/recipient-store.ts'
import { chunksOfNames } from '../../chunks-of-names.ts'
import type { Batch } from '../group-commit.ts'
import { findPersons, forgetPersons } from '../sql/audit.sql.ts'
import { prepare, prepareRows } from '../statement.ts'
import { packTexts } from './read.ts'
import { stream } from './write.ts'

/**
 * Creates the part of an erasure that is about the log: it empties `person` of all events about somebody,
 * and writes down which ones. Says how many.
 */
export const createForgetPerson = (database: DatabaseSync) => {
  const find = prepareRows(database, findPersons)
  const forget = prepare(database, forgetPersons)
  return (
    { personPrefixes, draft }: Pick<Erasure, 'personPrefixes' | 'draft'>,
    { writeEvent, flushEvents }: Batch,
  ): number => {
    flushEvents()
    const prefixes = packTexts(personPrefixes)
    const names = find({ prefixes }).map((row) => `${stream}:${row['n']}`)
    forget({ prefixes })
    for (const chunk of chunksOfNames(names)) writeEvent(draft(chunk), 'erased')
    return names.length
  }
}
