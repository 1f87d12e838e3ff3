import type { Mutation } from './mutations.ts'

const sql = (name: string) => `stores/sqlite/sql/${name}.sql.ts`

const ignoredInOpen = "    if (integrations.length === 0) return { kind: 'disabled' }\n"

/** Guards of the verbs of codes: what is switched off, and an event for everything. */
export const verbMutations: readonly Mutation[] = [
  {
    name: 'a switch is not looked at when a code is made',
    store: 'sqlite',
    file: 'stores/sqlite/verbs/open.ts',
    edits: [[ignoredInOpen, '']],
    turnsRed: 'E3 a send that is stopped takes nothing',
  },
  {
    name: 'a send that is stopped takes from its limits',
    store: 'sqlite',
    file: 'stores/sqlite/verbs/open.ts',
    edits: [
      [ignoredInOpen, ''],
      [
        "    if ('kind' in taken) return taken\n",
        `    if ('kind' in taken) return taken\n${ignoredInOpen}`,
      ],
    ],
    turnsRed: 'E3 of sends at the same moment those that are stopped',
  },
  {
    name: 'a send that is stopped is looked at before its key',
    store: 'memory',
    file: 'stores/memory/verbs.ts',
    edits: [
      ['  if (repeated !== undefined) return repeated\n', ''],
      [
        "  if (integrations.length === 0) return { kind: 'disabled' }\n",
        "  if (integrations.length === 0) return { kind: 'disabled' }\n  if (repeated !== undefined) return repeated\n",
      ],
    ],
    turnsRed: 'F7 a repeated send is answered as before',
  },
  {
    name: 'a switch is not looked at when a code is checked',
    store: 'sqlite',
    file: 'stores/sqlite/verbs/attempt.ts',
    edits: [["    if (ways.of(request.route).length === 0) return { kind: 'disabled' }\n", '']],
    turnsRed: 'E3 an attempt that is stopped',
  },
  {
    name: 'a switch is not looked at when a provider is called again, or another one',
    store: 'sqlite',
    file: 'stores/sqlite/deliveries.ts',
    edits: [
      [
        "purpose: String(row['purpose']) })).length > 0",
        "purpose: String(row['purpose']) })).length >= 0",
      ],
    ],
    turnsRed: 'E1 B12 no provider is called again',
  },
  {
    name: 'the row of an integration is not looked at',
    store: 'sqlite',
    file: 'stores/open-ways.ts',
    edits: [[' && integrations.get(id)?.otpEnabled !== false', '']],
    turnsRed: 'A3 an integration whose row is off',
  },
  {
    name: 'one channel that is off stops all of a route',
    store: 'memory',
    file: 'stores/open-ways.ts',
    edits: [
      [
        '  return channels\n    .filter(({ channel }) =>',
        "  if (channels.some(({ channel }) => isOff('channel', channel))) return []\n  return channels\n    .filter(({ channel }) =>",
      ],
    ],
    turnsRed: 'E4 F2 a switch of every scope',
  },
  {
    name: 'a switch that has ended still stops',
    store: 'sqlite',
    file: sql('switches'),
    edits: [
      [
        'select scope, target from switches where $',
        'select scope, target from switches where :now > 0 or $',
      ],
    ],
    turnsRed: 'F2 a switch that has ended',
  },
  {
    name: 'what is switched on is remembered from one transaction to the next',
    store: 'sqlite',
    file: 'stores/sqlite/ways.ts',
    edits: [
      [
        '  return (nowMs) => {\n    let board: SwitchBoard | undefined\n',
        '  let board: SwitchBoard | undefined\n  return (nowMs) => {\n',
      ],
      ['        board = undefined\n', ''],
    ],
    turnsRed: 'A3 an integration whose row is off',
  },
  {
    name: 'a switch counts only from the next transaction on',
    store: 'sqlite',
    file: 'stores/sqlite/operators/index.ts',
    edits: [['        batch.ways.forget()\n', '']],
    turnsRed: 'E1 F2 of verbs at the same moment',
  },
  {
    name: 'a code has no event',
    store: 'sqlite',
    file: 'stores/sqlite/verbs/open.ts',
    edits: [
      ["    writeEvent(request.audit, delivery.isSuppressed ? 'suppressed' : 'opened')\n", ''],
    ],
    turnsRed: 'F4 B4 a send and its outcome',
  },
  {
    name: 'an outcome has no event',
    store: 'sqlite',
    file: 'stores/sqlite/verbs/settle.ts',
    edits: [['    writeEvent(request.audit, request.outcome)\n', '']],
    turnsRed: 'F4 B4 a send and its outcome',
  },
  {
    name: 'the event of a last try does not say so',
    store: 'sqlite',
    file: sql('attempt'),
    edits: [['attempts + 1 >= max_attempts', '0']],
    turnsRed: 'F4 B4 every attempt has one event',
  },
  {
    name: 'a refused send has an event',
    store: 'sqlite',
    file: 'stores/sqlite/verbs/open.ts',
    edits: [
      [
        '      return explain(read(parameters), request, nowMs)\n',
        "      writeEvent(request.audit, 'refused')\n      return explain(read(parameters), request, nowMs)\n",
      ],
    ],
    turnsRed: 'F4 a send that is refused or repeated',
  },
  {
    name: 'what a switch stops has an event',
    store: 'memory',
    file: 'stores/memory/verbs.ts',
    edits: [
      [
        "  if (integrations.length === 0) return { kind: 'disabled' }\n",
        "  if (integrations.length === 0) {\n    state.audit.write(request.audit, 'disabled', nowMs)\n    return { kind: 'disabled' }\n  }\n",
      ],
    ],
    turnsRed: 'F4 what a switch stops leaves no event',
  },
  {
    name: 'a report that was told before has an event',
    store: 'sqlite',
    file: 'stores/sqlite/deliveries.ts',
    edits: [
      [
        '    if (moved === undefined) return false\n',
        '    if (moved === undefined) {\n      writeEvent(audit, state)\n      return false\n    }\n',
      ],
    ],
    turnsRed: 'F4 H2 a report has an event',
  },
  {
    name: 'a code is made before its event is written',
    store: 'memory',
    file: 'stores/memory/verbs.ts',
    edits: [
      ["  state.audit.write(request.audit, isSilenced ? 'suppressed' : 'opened', nowMs)\n", ''],
      [
        '  openCode(state, { request, kept }, nowMs)\n',
        "  openCode(state, { request, kept }, nowMs)\n  state.audit.write(request.audit, isSilenced ? 'suppressed' : 'opened', nowMs)\n",
      ],
    ],
    turnsRed: 'E6 F4 no code is made',
  },
  {
    name: 'an attempt is counted and its event is lost',
    store: 'sqlite',
    file: 'stores/sqlite/audit/write.ts',
    edits: [
      [
        '        for (const event of pending) insertAt(n++, nowMs, event)\n',
        '        try {\n          for (const event of pending) insertAt(n++, nowMs, event)\n        } catch {}\n',
      ],
    ],
    turnsRed: 'E6 F4 no attempt is compared',
  },
  {
    name: 'the id of an erased delivery is given again',
    store: 'sqlite',
    file: sql('erase'),
    edits: [['where id = (select max(id) from deliveries) and', 'where 1 = 0 and']],
    turnsRed: 'F6 B3 after an erasure',
  },
]
