import type { Mutation } from './mutations.ts'

const sql = (name: string) => `stores/sqlite/sql/${name}.sql.ts`
const opened = (name: string) => `stores/sqlite/opened/${name}.ts`

const bindings = 'D5 F6 a proof is good for its own purpose'

/** Guards of links and proofs. */
const proofMutations: readonly Mutation[] = [
  {
    name: 'a link is compared with the code',
    store: 'sqlite',
    file: sql('attempt'),
    edits: [['case when :is_link then link_hash else code_hash end', 'code_hash']],
    turnsRed: 'A6 what is sent as a link',
  },
  {
    name: 'a code is good for the link as well, in memory',
    store: 'memory',
    file: 'stores/memory/verbs.ts',
    edits: [
      ['isLink ? code.linkHash : code.hash', 'isLink ? (code.linkHash ?? code.hash) : code.hash'],
    ],
    turnsRed: 'A6 what is sent as a link',
  },
  {
    name: 'an old link outlives its code',
    store: 'sqlite',
    file: sql('promote'),
    edits: [['  link_hash = next_link_hash,\n', '']],
    turnsRed: 'A4 A14 an old link dies',
  },
  {
    name: 'a new link is not written down where an old one was',
    store: 'sqlite',
    file: sql('open-fresh'),
    edits: [['  link_hash = excluded.link_hash,\n', '']],
    turnsRed: 'A5 A6 a link is good',
  },
  {
    name: 'an attempt that does not verify opens something',
    store: 'sqlite',
    file: 'stores/sqlite/verbs/attempt.ts',
    edits: [["kind !== 'verified' || request.grant === undefined", 'request.grant === undefined']],
    turnsRed: 'A1 F6 an attempt that does not verify',
  },
  {
    name: 'a proof is used again and again',
    store: 'sqlite',
    file: sql('proofs'),
    edits: [['  and used_at_ms is null and expires', '  and expires']],
    turnsRed: 'A1 D5 F6 of fifty redeems',
  },
  {
    name: 'a proof is used before its event is written',
    store: 'memory',
    file: 'stores/memory/proofs.ts',
    edits: [
      ["    audit.write(request.audit, refused?.kind ?? 'redeemed', nowMs)\n", ''],
      [
        "    return { kind: 'redeemed', verified",
        "    audit.write(request.audit, 'redeemed', nowMs)\n    return { kind: 'redeemed', verified",
      ],
    ],
    turnsRed: 'E6 F4 a proof is not used up',
  },
  {
    name: 'a proof has no end',
    store: 'sqlite',
    file: sql('proofs'),
    edits: [['used_at_ms is null and expires_at_ms > :now', 'used_at_ms is null']],
    turnsRed: 'A5 F6 a proof is good until',
  },
  {
    name: 'a proof is believed by its name',
    store: 'sqlite',
    file: sql('proofs'),
    edits: [
      ['key_id = :key_id and hash = :hash\n  and used_at_ms', ':key_id <> :hash\n  and used_at_ms'],
    ],
    turnsRed: 'F6 D4 only the token opens a proof',
  },
  {
    name: 'a proof is good for any purpose',
    store: 'sqlite',
    file: sql('proofs'),
    edits: [['and purpose = :purpose and', 'and :purpose <> 0 and']],
    turnsRed: bindings,
  },
  {
    name: "a proof is good for somebody else's recipient",
    store: 'sqlite',
    file: sql('proofs'),
    edits: [['    :recipient_hashes is null\n', '    :recipient_hashes is null or 1 = 1\n']],
    turnsRed: bindings,
  },
  {
    name: 'a proof is good for any subject',
    store: 'sqlite',
    file: sql('proofs'),
    edits: [['or subject_hash = :subject_hash', 'or 1 = 1']],
    turnsRed: bindings,
  },
  {
    name: 'a proof for an action is good without one',
    store: 'sqlite',
    file: sql('proofs'),
    edits: [
      ['action_hash is :action_hash', '(:action_hash is null or action_hash is :action_hash)'],
    ],
    turnsRed: 'F6 whose a proof is',
  },
  {
    name: 'a proof without an action is good for every one',
    store: 'sqlite',
    file: sql('proofs'),
    edits: [
      ['action_hash is :action_hash', '(action_hash is null or action_hash is :action_hash)'],
    ],
    turnsRed: 'D5 F6 a proof that is for nobody',
  },
  {
    name: 'a proof is good for any session',
    store: 'sqlite',
    file: sql('proofs'),
    edits: [['or session_id = :session_id)', 'or 1 = 1)']],
    turnsRed: bindings,
  },
  {
    name: 'a proof outlives the session that asked for it',
    store: 'sqlite',
    file: sql('proofs'),
    edits: [['isSessionGood}\nreturning', "'1 = 1'}\nreturning"]],
    turnsRed: 'D2 D5 a proof dies',
  },
  {
    name: 'the number of a session is given again',
    store: 'sqlite',
    file: 'stores/sqlite/migrations/0005-proofs-and-sessions.ts',
    edits: [['integer primary key autoincrement', 'integer primary key']],
    turnsRed: 'D5 C7 after an erasure',
  },
]

/** Guards of users and sessions. */
const sessionMutations: readonly Mutation[] = [
  {
    name: 'sessions that are too many stay',
    store: 'sqlite',
    file: opened('grant-session'),
    edits: [['    endTooMany({ ...owned, began_id: id, at_most: session.sessionsAtMost })\n', '']],
    turnsRed: 'D8 of twenty sign-ins',
  },
  {
    name: 'sessions that are over count as ones too many',
    store: 'sqlite',
    file: sql('sessions'),
    edits: [['isGoodSession}\n  order by id = ', "':now > 0'}\n  order by id = "]],
    turnsRed: 'D8 D3 a session that is over',
  },
  {
    name: 'the session that begins may be the one that ends',
    store: 'sqlite',
    file: sql('sessions'),
    edits: [['order by id = :began_id desc, seen_at_ms', 'order by :began_id, seen_at_ms']],
    turnsRed: 'D1 a new session is never',
  },
  {
    name: 'use keeps a session for ever',
    store: 'sqlite',
    file: sql('good-session'),
    edits: [['sessions.expires_at_ms > :now and ', '']],
    turnsRed: 'D3 no use keeps a session',
  },
  {
    name: 'a session may be left idle',
    store: 'sqlite',
    file: sql('good-session'),
    edits: [[' and sessions.seen_at_ms + sessions.idle_ms > :now', '']],
    turnsRed: 'D3 a session ends when it is not used',
  },
  {
    name: 'a session is believed by its name',
    store: 'sqlite',
    file: opened('token'),
    edits: [
      ['one.keyId === row[keyId] && isSame(one.hash, row[hash])', 'one.keyId === row[keyId]'],
    ],
    turnsRed: 'D4 only the token opens a session',
  },
  {
    name: "somebody ends another user's session",
    store: 'sqlite',
    file: sql('sessions'),
    edits: [
      [
        'where user_id = :user_id and (:id is null or id = :id)',
        'where (user_id = :user_id and :id is null or id = :id)',
      ],
    ],
    turnsRed: 'D2 nobody ends a session of another user',
  },
  {
    name: 'a new token is the only one before it was used',
    store: 'sqlite',
    file: sql('sessions'),
    edits: [
      [
        'set next_key_id = :next_key_id, next_hash = :next_hash, next',
        'set key_id = :next_key_id, hash = :next_hash, next',
      ],
    ],
    turnsRed: 'D7 an old token stays good',
  },
  {
    name: 'a second rotation takes the token of the first away',
    store: 'sqlite',
    file: sql('sessions'),
    edits: [
      [
        '  and (next_hash is null or next_given_at_ms + :grace_ms <= :now)\n',
        '  and :grace_ms > 0\n',
      ],
    ],
    turnsRed: 'D7 of twenty rotations',
  },
  {
    name: 'a replaced token is never too late',
    store: 'memory',
    file: 'stores/memory/sessions.ts',
    edits: [
      ['previous.replacedAtMs + graceMs <= nowMs', 'previous.replacedAtMs > nowMs + graceMs'],
    ],
    turnsRed: 'D7 a replaced token that appears later',
  },
  {
    name: 'a replaced token is refused, and its session goes on',
    store: 'sqlite',
    file: opened('find-session'),
    edits: [
      [
        'if (endLate({ ...token, grace_ms: request.graceMs }) !== undefined)',
        'if (endLate !== undefined)',
      ],
    ],
    turnsRed: 'D7 a replaced token that appears later',
  },
  {
    name: 'a replaced token is late at once',
    store: 'sqlite',
    file: sql('sessions'),
    edits: [
      ['previous_hash = hash, replaced_at_ms = :now,', 'previous_hash = hash, replaced_at_ms = 0,'],
    ],
    turnsRed: 'D7 a replaced token is taken for late',
  },
  {
    name: 'a contact is changed for a session that is over',
    store: 'sqlite',
    file: sql('users'),
    edits: [['readAsking.trim()})', "'select 1'})"]],
    turnsRed: 'D2 a session that is over, or is of somebody else',
  },
  {
    name: 'sessions outlive the contact that they were begun with',
    store: 'sqlite',
    file: opened('grant-session'),
    edits: [['    if (isReplaced) endAll({ ...asking, id: null })\n', '']],
    turnsRed: 'D2 C7 a contact that takes the place',
  },
  {
    name: 'a contact that is verified once more ends sessions',
    store: 'sqlite',
    file: opened('grant-session'),
    edits: [['if (isReplaced) endAll', 'endAll']],
    turnsRed: 'D2 a contact that is verified once more',
  },
  {
    name: 'a sign-in has no event',
    store: 'sqlite',
    file: opened('grant-session'),
    edits: [["    writeEvent(session.audit, 'created')\n", '']],
    turnsRed: 'F4 B4 a sign-in has one event',
  },
]

/** Guards of what operators, the sweep and a new key do to what was opened. */
const endingMutations: readonly Mutation[] = [
  {
    name: 'proofs outlive an invalidation',
    store: 'sqlite',
    file: sql('invalidate'),
    edits: [['endProofs = /* sql */ `delete ', 'endProofs = /* sql */ `select 1 ']],
    turnsRed: 'D2 A14 what a recipient has open',
  },
  {
    name: 'sessions outlive an invalidation of an address',
    store: 'sqlite',
    file: sql('users'),
    edits: [
      ['select id from users where email_hash in', 'select id from users where phone_hash in'],
    ],
    turnsRed: 'D2 sessions of a user end for its phone',
  },
  {
    name: 'a proof keeps the old name of its recipient',
    store: 'sqlite',
    file: 'stores/sqlite/verbs/rekey.ts',
    edits: [["moved['proof_id'] !== null", 'moved === null']],
    turnsRed: 'B6 F6 a proof is redeemed',
  },
  {
    name: 'a challenge takes a proof for its own that a wrong code did not get',
    store: 'sqlite',
    file: sql('attempt'),
    edits: [
      [
        'case when code_matched() then coalesce(:proof_id, proof_id) else proof_id end',
        ':proof_id',
      ],
    ],
    turnsRed: 'B6 a proof follows its recipient',
  },
  {
    name: 'a user keeps the old name of its contact',
    store: 'sqlite',
    file: 'stores/sqlite/verbs/rekey.ts',
    edits: [['    for (const contact of contacts) contact(names)\n', '']],
    turnsRed: 'B6 C7 a user is found under the new name',
  },
  {
    name: 'the sweep leaves sessions that were left idle',
    store: 'sqlite',
    file: sql('sweep'),
    edits: [["'min(expires_at_ms, seen_at_ms + idle_ms)'", "'expires_at_ms'"]],
    turnsRed: 'C5 L3 proofs go',
  },
]

/** Guards of what a right code opens. */
export const openedMutations: readonly Mutation[] = [
  ...proofMutations,
  ...sessionMutations,
  ...endingMutations,
]
