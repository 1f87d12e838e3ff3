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
    edits: [
      [
        'windows_admit(windows, :claims, :now, :how_many)',
        'windows_admit(windows, :claims, :now, 0)',
      ],
    ],
    turnsRed: 'B1 a hundred sends',
  },
  {
    name: 'limits are counted for each process by itself',
    store: 'sqlite',
    file: 'stores/sqlite/limits.ts',
    edits: [
      [
        'const takeOne = prepareTaking(database, takeLimits)',
        'const ownId = BigInt(Math.floor(Math.random() * 1e9))\n  const ownRow = ({ lookup }: KeyedClaims) => ({ id: rowId(lookup) ^ ownId, lookup })\n  const takeOne = prepareTaking(database, takeLimits)',
      ],
      ['id: rowId(keyed.lookup),\n        lookup: keyed.lookup,', '...ownRow(keyed),'],
      ['readOne(rowOf(keyed))', 'readOne(ownRow(keyed))'],
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
    file: 'stores/sqlite/limit-ledger.ts',
    edits: [['          putBack(limits.slice(0, n))\n', '']],
    turnsRed: 'B2 a limit that refuses takes nothing',
  },
  {
    name: 'a refused send keeps what it took',
    store: 'sqlite',
    file: 'stores/sqlite/verbs/open.ts',
    edits: [['      limits.putBack(request.limits)\n', '']],
    turnsRed: 'B2 a refused challenge takes nothing',
  },
  {
    name: 'what was taken together and not used is kept',
    store: 'sqlite',
    file: 'stores/sqlite/limit-ledger.ts',
    edits: [['      for (const account of accounts.all) untake(account)\n', '']],
    turnsRed: 'B2 what refused sends would have taken',
  },
  {
    name: 'what was taken together is used again and again',
    store: 'sqlite',
    file: 'stores/sqlite/limit-ledger.ts',
    edits: [['    account.unused -= 1\n', '']],
    turnsRed: 'B1 a hundred sends',
  },
  {
    name: 'an answer counts what others at the same moment will use',
    store: 'sqlite',
    file: 'stores/sqlite/limit-ledger.ts',
    edits: [['nowMs, account.unused)', 'nowMs)']],
    turnsRed: 'B1 E8 of sends at the same moment',
  },
  {
    name: 'a refused request keeps its idempotency key',
    store: 'sqlite',
    file: 'stores/sqlite/verbs/open.ts',
    edits: [["    if (result.kind !== 'opened') requests.unclaim(request)\n", '']],
    turnsRed: 'F7 a request that was refused, or whose hand-over failed',
  },
  {
    name: 'a refused hand-over keeps its quota',
    store: 'sqlite',
    file: 'stores/sqlite/verbs/settle.ts',
    edits: [['    limits.giveBack(request.limits, request.openedAtMs)\n', '']],
    turnsRed: 'A9 B2 a refused hand-over gives back',
  },
  {
    name: 'a code of which nothing is said counts as alone',
    store: 'sqlite',
    file: 'stores/sqlite/verbs/settle.ts',
    edits: [['request.isBeside === false', 'request.isBeside !== true']],
    turnsRed: 'A6 B2 a settlement that does not say',
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
      ['1))\n  )`', '1))\n  ))`'],
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
    edits: [['    if (compared.hasNext) drop(parameters)\n', '']],
    turnsRed: 'A11 a success ends',
  },
  {
    name: 'a report moves a delivery back',
    store: 'sqlite',
    file: sql('move-delivery'),
    edits: [['  )\n  and state < :state', '  )']],
    turnsRed: 'H2 in whatever order',
  },
  {
    name: 'a settlement overwrites what a report said',
    store: 'sqlite',
    file: sql('move-delivery'),
    edits: [['tag = :tag and state < :state', 'tag = :tag']],
    turnsRed: 'H2 a report by our own reference',
  },
  {
    name: 'a reference is believed by its number',
    store: 'sqlite',
    file: sql('move-delivery'),
    edits: [['tag = :tag and integration = :integration', 'integration = :integration']],
    turnsRed: 'H3 a report of a message',
  },
  {
    name: 'any integration may report on a delivery',
    store: 'sqlite',
    file: sql('move-delivery'),
    edits: [['tag = :tag and integration = :integration', 'tag = :tag']],
    turnsRed: 'H3 a report of a message',
  },
  {
    name: 'a report that was counted already suppresses again',
    store: 'memory',
    file: 'stores/memory/deliveries.ts',
    edits: [
      ['!isFurther(kept, report)) return false', 'false) return false'],
      [
        '      return true\n    },\n    list',
        '      return isFurther(kept, report)\n    },\n    list',
      ],
    ],
    turnsRed: 'H2 an old report that is played again',
  },
  {
    name: 'a suppressed recipient is sent to',
    store: 'sqlite',
    file: sql('open-delivery'),
    edits: [['where not exists (\n', 'where 1 = 1 or not exists (\n']],
    turnsRed: 'E5 a report that suppresses',
  },
  {
    name: 'a code that was used is sent once more',
    store: 'sqlite',
    file: sql('open-delivery'),
    edits: [['and verified_at_ms is null and', 'and']],
    turnsRed: 'B12 nothing is sent any more',
  },
  {
    name: 'a second call of a provider is not counted',
    store: 'sqlite',
    file: sql('open-delivery'),
    edits: [['calls = calls + 1, ', '']],
    turnsRed: 'B4 F3 every call counts',
  },
  {
    name: 'the sweep passes over deliveries that may still be settled',
    store: 'sqlite',
    file: sql('sweep-deliveries'),
    edits: [['(select min(id) from seen where settle_by_ms > :now)', 'null']],
    turnsRed: 'B3 L1 a delivery that nobody settled',
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
        'pieces.map((piece) => piece.work(batch))',
        'pieces.map((piece) => {\n    const result = piece.work(batch)\n    piece.resolve(result)\n    return result\n  })',
      ],
      [
        '    end.get()\n    return result',
        '    await new Promise((resolve) => setTimeout(resolve, 30))\n    end.get()\n    return result',
      ],
    ],
    turnsRed: 'K1 what a verb wrote',
  },
  {
    name: 'a request is recalled for another body',
    store: 'sqlite',
    file: 'stores/sqlite/requests.ts',
    edits: [
      [
        "  if (!timingSafeEqual(row['body_hash'] as Uint8Array, bodyHash)) return { kind: 'reused_key' }\n",
        '',
      ],
    ],
    turnsRed: 'B13 the key of another request',
  },
  {
    name: 'a request is recalled for ever',
    store: 'sqlite',
    file: sql('requests'),
    edits: [['lookup = :lookup and purge_at_ms > :now`', 'lookup = :lookup and :now = :now`']],
    turnsRed: 'F7 a request that was refused, was never settled',
  },
]
