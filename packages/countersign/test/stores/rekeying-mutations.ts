import type { Mutation } from './mutations.ts'

const sql = 'stores/sqlite/sql/rekey.sql.ts'

/** Guards of what moves to a new name. */
export const rekeyingMutations: readonly Mutation[] = [
  {
    name: 'what is kept under a new name is replaced',
    store: 'sqlite',
    file: sql,
    edits: [['or ignore $', 'or replace $']],
    turnsRed: 'B6 what is kept under a new name already',
  },
  {
    name: 'what is kept under a new name is replaced, in memory',
    store: 'memory',
    file: 'stores/memory/rekey.ts',
    edits: [['if (row === undefined || rows.has(to))', 'if (row === undefined)']],
    turnsRed: 'B6 what is kept under a new name already',
  },
  {
    name: 'a row is moved by the first bits of its name',
    store: 'sqlite',
    file: sql,
    edits: [['id = :from_id and lookup = :from_lookup', 'id = :from_id and :from_lookup <> 0']],
    turnsRed: 'B6 B7 a name that begins like',
  },
  {
    name: 'failures stay behind',
    store: 'sqlite',
    file: 'stores/sqlite/verbs/rekey.ts',
    edits: [['    failures(namesOf({ from: from.recipientHash, to: to.recipientHash }))\n', '']],
    turnsRed: 'B6 A3 failures of a recipient',
  },
  {
    name: 'suppressions stay behind',
    store: 'sqlite',
    file: 'stores/sqlite/verbs/rekey.ts',
    edits: [['    suppressions(names)\n', '']],
    turnsRed: 'B6 E5 whoever is sent nothing',
  },
  {
    name: 'suppressions stay behind, in memory',
    store: 'memory',
    file: 'stores/memory/rekey.ts',
    edits: [['    move(suppressions, name, names[n] ?? name)\n', '    void [name, names[n]]\n']],
    turnsRed: 'B6 a report about a message of before',
  },
  {
    name: 'a hand-over loses its challenge',
    store: 'sqlite',
    file: 'stores/sqlite/verbs/rekey.ts',
    edits: [['    deliveries(names)\n', '']],
    turnsRed: 'B6 F3 a hand-over that began',
  },
  {
    name: 'a request takes over what another one with its key asked for',
    store: 'sqlite',
    file: sql,
    edits: [[' and body_hash = :from_body', ' and :from_body is not null']],
    turnsRed: 'B6 B13 a request that was made',
  },
  {
    name: 'what was taken from a limit is forgotten',
    store: 'sqlite',
    file: sql,
    edits: [["moved('limits', '')", 'moved("limits", ", windows = x\'\'")']],
    turnsRed: 'B6 B7 what was taken from a limit',
  },
]
