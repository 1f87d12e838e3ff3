/** One guard broken on purpose, and the test that must turn red. */
export interface Mutation {
  readonly name: string
  readonly store: 'memory' | 'sqlite'
  /** File below `src/`. */
  readonly file: string
  /** Text that stands there exactly once, and what takes its place. */
  readonly edits: readonly (readonly [find: string, replace: string])[]
  /** Beginning of the title of the test that finds it. */
  readonly turnsRed: string
}

const sql = (file: string) => `stores/sqlite/sql/${file}.sql.ts`

/** Every way of getting it wrong that a peer has shipped, and a few more. */
export const mutations: readonly Mutation[] = [
  {
    name: 'an attempt may use a used code',
    store: 'sqlite',
    file: sql('attempt'),
    edits: [['  and code_hash is not null and verified_at_ms is null\n', '']],
    turnsRed: 'A1 of fifty right attempts',
  },
  {
    name: 'an attempt is compared after the last one',
    store: 'sqlite',
    file: sql('attempt'),
    edits: [['and attempts < max_attempts', '']],
    turnsRed: 'A2 of two hundred wrong attempts',
  },
  {
    name: 'an attempt is not counted',
    store: 'sqlite',
    file: sql('attempt'),
    edits: [['attempts = attempts + 1,', '']],
    turnsRed: 'A2 of two hundred wrong attempts',
  },
  {
    name: 'an attempt is compared before it is counted, and a wrong one returns in between',
    store: 'memory',
    file: 'stores/memory/verbs.ts',
    edits: [
      ['  kept.attempts += 1\n', ''],
      ['  kept.verifiedAtMs = nowMs\n', '  kept.attempts += 1\n  kept.verifiedAtMs = nowMs\n'],
    ],
    turnsRed: 'A2 of two hundred wrong attempts',
  },
  {
    name: 'an expired code verifies',
    store: 'sqlite',
    file: sql('attempt'),
    edits: [['  and expires_at_ms > :now and attempts', '  and attempts']],
    turnsRed: 'A5 a code is good until',
  },
  {
    name: 'a locked challenge sends a new code',
    store: 'sqlite',
    file: sql('open-fresh'),
    edits: [
      ['  and (code_hash is null or verified_at_ms is not null or expires_at_ms <= :now)\n', ''],
    ],
    turnsRed: 'A10 D8 a locked challenge',
  },
  {
    name: 'the cool-down is not looked at',
    store: 'sqlite',
    file: sql('open-beside'),
    edits: [['  and coalesce(sent_at_ms, 0) + :resend_ms <= :now\n', '']],
    turnsRed: 'B8 of fifty sends',
  },
  {
    name: 'the new code is good before it is accepted',
    store: 'memory',
    file: 'stores/memory/verbs.ts',
    edits: [['  if (!isLive(kept, nowMs)) promote(kept)\n', '  promote(kept)\n']],
    turnsRed: 'A6 a new code makes the old one invalid',
  },
  {
    name: 'a limit is taken without a guard',
    store: 'sqlite',
    file: sql('take-limits'),
    edits: [['\n  and windows_admit(windows, :claims, :now)', '']],
    turnsRed: 'B1 a hundred sends',
  },
  {
    name: 'limits are counted for each process by itself',
    store: 'sqlite',
    file: 'stores/sqlite/limits.ts',
    edits: [
      [
        'const takeOne = prepare(database, takeLimits)',
        'const ownId = BigInt(Math.floor(Math.random() * 1e9))\n  const takeOne = prepare(database, takeLimits)',
      ],
      ['const key = { id: rowId(lookup),', 'const key = { id: rowId(lookup) ^ ownId,'],
    ],
    turnsRed: 'K7 B1 a limit is exact over two stores',
  },
  {
    name: 'the window does not slide but starts anew',
    store: 'memory',
    file: 'stores/sliding-window.ts',
    edits: [
      [
        'entry.atMs > nowMs - claim.windowMs',
        'entry.atMs >= Math.floor(nowMs / claim.windowMs) * claim.windowMs',
      ],
    ],
    turnsRed: 'B2 the window slides',
  },
  {
    name: 'a refusing limit keeps what the others gave',
    store: 'sqlite',
    file: 'stores/sqlite/savepoint.ts',
    edits: [['    if (isRefusal(result)) undo.get()\n', '']],
    turnsRed: 'B2 a limit that refuses takes nothing',
  },
  {
    name: 'a refused hand-over keeps its quota',
    store: 'sqlite',
    file: 'stores/sqlite/verbs/settle.ts',
    edits: [['    limits.giveBack(request.limits, request.openedAtMs)\n', '']],
    turnsRed: 'A9 B2 a refused hand-over gives back',
  },
  {
    name: 'a resend resets the failure count',
    store: 'memory',
    file: 'stores/memory/verbs.ts',
    edits: [
      [
        '  remember(state.requests, request, nowMs)\n',
        '  remember(state.requests, request, nowMs)\n  state.failures.clear()\n',
      ],
    ],
    turnsRed: 'A3 F1 wrong codes add up',
  },
  {
    name: 'the failure budget is not looked at in the statement that compares',
    store: 'sqlite',
    file: sql('attempt'),
    edits: [
      ['and not exists (', 'and (1 = 1 or not exists ('],
      ['  )\nreturning', '  ))\nreturning'],
    ],
    turnsRed: 'A3 F1 of a hundred wrong codes',
  },
  {
    name: 'an idempotency key is claimed twice',
    store: 'sqlite',
    file: sql('requests'),
    edits: [
      ['where lookup = excluded.lookup and purge_at_ms <= :now', 'where lookup = excluded.lookup'],
    ],
    turnsRed: 'F7 B13 of twenty equal requests',
  },
  {
    name: 'a success leaves the code on its way alive',
    store: 'sqlite',
    file: 'stores/sqlite/verbs/attempt.ts',
    edits: [["    if (counted['has_next'] === 1) drop(parameters)\n", '']],
    turnsRed: 'A11 a success ends',
  },
  {
    name: 'the sweep removes what has not ended',
    store: 'sqlite',
    file: sql('sweep'),
    edits: [['} <= :now', '} <= :now + 1e15']],
    turnsRed: 'C5 L3 rows of every kind',
  },
  {
    name: 'a verb resolves before its commit',
    store: 'sqlite',
    file: 'stores/sqlite/group-commit.ts',
    edits: [
      [
        'inTransaction(target, () => batch.map((piece) => piece.work()))',
        'inTransaction(target, () =>\n      batch.map((piece) => {\n        const result = piece.work()\n        piece.resolve(result)\n        return result\n      }),\n    )',
      ],
      [
        "    database.exec('commit')\n    return result",
        "    await new Promise((resolve) => setTimeout(resolve, 30))\n    database.exec('commit')\n    return result",
      ],
    ],
    turnsRed: 'K1 what a verb wrote',
  },
  {
    name: 'taking one switch away takes all of them',
    store: 'sqlite',
    file: sql('switches'),
    edits: [['switches where id = :id and', 'switches where :id is not null and']],
    turnsRed: 'E4 taking one switch away',
  },
  {
    name: 'a switch stops something after its end',
    store: 'sqlite',
    file: sql('switches'),
    edits: [['(ends_at_ms is null or ends_at_ms > :now)', '(:now > 0)']],
    turnsRed: 'F2 a switch with an end',
  },
  {
    name: 'a switch has no event',
    store: 'sqlite',
    file: 'stores/sqlite/operators/switches.ts',
    edits: [["        writeEvent(audit, 'off', nowMs)\n", '']],
    turnsRed: 'F4 B4 each change of a switch',
  },
  {
    name: 'a switch is made before its event is written',
    store: 'memory',
    file: 'stores/memory/switches.ts',
    edits: [
      ["      audit.write(draft, 'off', createdAtMs)\n", ''],
      [
        '      return shown\n',
        "      audit.write(draft, 'off', createdAtMs)\n      return shown\n",
      ],
    ],
    turnsRed: 'E6 a switch whose event cannot be written',
  },
  {
    name: 'a start enables an integration that was switched off',
    store: 'sqlite',
    file: sql('integrations'),
    edits: [['do nothing', 'do update set otp_enabled = 1']],
    turnsRed: 'A3 every integration has one row',
  },
  {
    name: 'a change of an integration that changes nothing is audited',
    store: 'sqlite',
    file: 'stores/sqlite/operators/integrations.ts',
    edits: [['if (changed !== undefined) writeEvent', 'writeEvent']],
    turnsRed: 'A3 F4 switch and settings',
  },
  {
    name: 'a name may have two good tokens',
    store: 'sqlite',
    file: sql('admins'),
    edits: [
      [
        'select 1 from admins where name = :name and',
        'select 1 from admins where 1 = 0 and name = :name and',
      ],
    ],
    turnsRed: 'E8 a name has one good token',
  },
  {
    name: 'revoking a token leaves its sessions',
    store: 'sqlite',
    file: 'stores/sqlite/operators/admins.ts',
    edits: [['[revokeAdmin, endSessionsOf, endLinksOf].map', '[revokeAdmin, endLinksOf].map']],
    turnsRed: 'D2 E8 revoking a name',
  },
  {
    name: 'a sign-in link becomes a session after its name was revoked',
    store: 'sqlite',
    file: 'stores/sqlite/operators/admins.ts',
    edits: [['[revokeAdmin, endSessionsOf, endLinksOf].map', '[revokeAdmin, endSessionsOf].map']],
    turnsRed: 'D2 E8 revoking a name',
  },
  {
    name: 'a session outlives its token',
    store: 'sqlite',
    file: sql('admin-sessions'),
    edits: [['min(:expires_at, coalesce(expires_at_ms, :expires_at))', ':expires_at']],
    turnsRed: 'E8 signing in takes a good token',
  },
  {
    name: 'a sign-in link is looked at and not spent',
    store: 'memory',
    file: 'stores/memory/admins.ts',
    edits: [['      links.delete(key)\n', '']],
    turnsRed: 'E8 a sign-in link is spent once',
  },
  {
    name: 'unlocking gives a code its attempts back',
    store: 'sqlite',
    file: sql('recipients'),
    edits: [
      [
        'update challenges set code_hash = null, expires_at_ms = 0\nwhere id',
        'update challenges set attempts = 0\nwhere id',
      ],
    ],
    turnsRed: 'A13 a locked recipient',
  },
  {
    name: 'a code on its way survives invalidation',
    store: 'sqlite',
    file: sql('recipients'),
    edits: [[', next_code_hash = null', '']],
    turnsRed: 'B6 A14 what is outstanding',
  },
  {
    name: "invalidating one recipient's codes ends everybody's",
    store: 'sqlite',
    file: sql('recipients'),
    edits: [['and id = :id and lookup = :lookup`', 'and :id is not null and :lookup is not null`']],
    turnsRed: 'B6 A14 what is outstanding',
  },
  {
    name: 'a purpose that is configured no more keeps its row when a person is erased',
    store: 'sqlite',
    file: sql('erase'),
    edits: [['where recipient_hash ', 'where false and recipient_hash ']],
    turnsRed: 'F6 erasing removes every row',
  },
  {
    name: 'a person is erased from one event more than the erasure names',
    store: 'sqlite',
    file: sql('audit'),
    edits: [
      [
        'update audit_events set person = null where',
        'update audit_events set person = null where :prefixes is not null or',
      ],
    ],
    turnsRed: 'F6 erasing empties the person',
  },
  {
    name: 'a checkpoint may leave a number out',
    store: 'sqlite',
    file: sql('checkpoints'),
    edits: [
      ['where :number = (select coalesce(max(number), 0) + 1 from checkpoints)', 'where true'],
      ['returning number`', 'on conflict do nothing\nreturning number`'],
    ],
    turnsRed: 'F1 F8 checkpoints are numbered',
  },
]
