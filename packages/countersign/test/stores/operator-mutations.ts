import type { Mutation } from './mutations.ts'

const sql = (name: string) => `stores/sqlite/sql/${name}.sql.ts`

/** Guards of what operators do. */
export const operatorMutations: readonly Mutation[] = [
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
    edits: [["        writeEvent(audit, 'off')\n", '']],
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
    name: 'a session by a sign-in link outlives the token of its name',
    store: 'sqlite',
    file: sql('admin-sessions'),
    edits: [
      [
        '(select expires_at_ms from admins where name = :name',
        '(select expires_at_ms from admins where 1 = 0',
      ],
    ],
    turnsRed: 'E8 a session by a sign-in link',
  },
  {
    name: 'a sign-in link becomes a session after its token has expired',
    store: 'sqlite',
    file: sql('admin-sessions'),
    edits: [['not exists (select 1 from admins where name = links.name)', '1 = 1']],
    turnsRed: 'E8 a sign-in link ends with the token',
  },
  {
    name: 'a sign-in link outlives the token that it was made for',
    store: 'memory',
    file: 'stores/memory/admins.ts',
    edits: [['withinToken({ hash, forMs }, tokenOf(name, nowMs).good, nowMs)', '{ hash, forMs }']],
    turnsRed: 'E8 a sign-in link ends with the token',
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
    edits: [['challenges\nwhere recipient_hash', 'challenges\nwhere false and recipient_hash']],
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
