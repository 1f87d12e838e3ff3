import {
  type AuditEvent,
  createAuditor,
  createKeyRing,
  createSealer,
  type KeyRing,
  keyUses,
  type LogVerdict,
  type StoredCheckpoint,
  systemClock,
  systemRandom,
  verifyLog,
} from 'countersign'
import type { Random } from '../workload/random.ts'
import type { AuditedDatabase } from './audited-database.ts'

/** What came of the proof. */
export interface ProvenLog {
  readonly events: number
  readonly checkpoints: number
  /** How long the untouched log took to check. */
  readonly verifySeconds: number
  /** The most memory that the process held, everything included. */
  readonly megabytes: number
  readonly changed: number
  /** What does not hold; nothing if all is as it should be. */
  readonly violations: readonly string[]
}

/** How many rows somebody changes by hand. */
const changesAtMost = 20

/** SQL that changes one event, or takes it away. */
const changes = [
  "update audit_events set outcome = 'verified'",
  "update audit_events set type = 'switch.changed'",
  "update audit_events set facts = '{}'",
  "update audit_events set person = '{}'",
  'update audit_events set at_ms = at_ms + 1',
  'update audit_events set mac = event_id',
  'delete from audit_events',
] as const

/**
 * Writes a log and seals it, checks it, changes some of it with SQL, and checks it again: every change must be
 * named, and nothing else.
 */
export const proveLog = async (
  database: AuditedDatabase,
  { events, random }: { readonly events: number; readonly random: Random },
): Promise<ProvenLog> => {
  const { audit } = database.store
  const keyRing = createKeyRing(
    keyUses.map((use) => ({ id: `${use}-1`, use, bytes: systemRandom(32) })),
  )
  const last = await writeLog(database, { keyRing, events })
  const anchors = last === undefined ? [] : [last]
  const verify = () => verifyLog({ audit, keys: keyRing.all('audit'), anchors })
  const startedAtMs = performance.now()
  const untouched = await verify()
  const verifySeconds = (performance.now() - startedAtMs) / 1000
  const changed = await changeSome(database, random)
  const touched = await verify()
  return {
    ...{ events: untouched.events, checkpoints: untouched.checkpoints, verifySeconds },
    megabytes: Math.round(process.resourceUsage().maxRSS / 1024),
    changed: changed.size,
    violations: [...faultsOf(untouched, events), ...unfaithful(touched, changed)],
  }
}

const sealedEvery = 20_000

const writeLog = async (
  { store: { audit }, writesTogether }: AuditedDatabase,
  { keyRing, events }: { readonly keyRing: KeyRing; readonly events: number },
): Promise<StoredCheckpoint | undefined> => {
  const auditor = createAuditor(keyRing, systemRandom)
  const sealer = createSealer({ audit, keyRing, clock: systemClock })
  const append = (n: number) => {
    const person =
      n % 3 === 0 ? { recipientHash: systemRandom(32), masked: '+233•••56' } : undefined
    const draft = auditor({ type: 'code.attempted', facts: { purpose: 'login', n }, person })
    return audit.append({ draft, outcome: 'wrong' })
  }
  let last: StoredCheckpoint | undefined
  for (let n = 0; n < events; n += writesTogether) {
    const count = Math.min(writesTogether, events - n)
    await Promise.all(Array.from({ length: count }, (_, m) => append(n + m)))
    if ((n + count) % sealedEvery === 0 || n + count === events)
      last = (await sealer.seal()) ?? last
  }
  return last
}

/** Changes some rows that lie anywhere, and says which. */
const changeSome = async (
  { store: { audit }, onEvent }: AuditedDatabase,
  random: Random,
): Promise<ReadonlySet<string>> => {
  const streams = await audit.streams()
  const changed = new Set<string>()
  for (let count = 0; count < changesAtMost; count++) {
    const stream = streams[random.below(streams.length)] ?? '0'
    const event = await someEvent(audit, { stream, random })
    const name = `${stream}:${event.n}`
    if (changed.has(name)) continue
    await onEvent(changes[random.below(changes.length)] ?? changes[0], event)
    changed.add(name)
  }
  return changed
}

const someEvent = async (
  audit: AuditedDatabase['store']['audit'],
  { stream, random }: { readonly stream: string; readonly random: Random },
): Promise<AuditEvent> => {
  const [newest] = await audit.list({ rowsAtMost: 1 })
  const last = await lastOf(audit, stream)
  const [event = newest] = await audit.read({ stream, after: random.below(last), rowsAtMost: 1 })
  if (event === undefined) throw new Error('the log is empty')
  return event
}

/** The last position of a stream: by halves, since nobody else asks for it. */
const lastOf = async (
  audit: AuditedDatabase['store']['audit'],
  stream: string,
): Promise<number> => {
  let [from, to] = [0, 2 ** 30]
  while (from < to) {
    const middle = Math.floor((from + to) / 2)
    const isBehind = (await audit.read({ stream, after: middle, rowsAtMost: 1 })).length > 0
    if (isBehind) from = middle + 1
    else to = middle
  }
  return from
}

const faultsOf = ({ events, unsealed, findings }: LogVerdict, expected: number) => [
  ...(events === expected ? [] : [`${events} events were read, and ${expected} written`]),
  ...(unsealed === 0 ? [] : [`${unsealed} events are not sealed`]),
  ...findings.map(({ at, problem }) => `an untouched log has a finding: ${at} ${problem}`),
]

/** A missing event, or a MAC that is another, changes the root of its checkpoint as well. */
const unfaithful = ({ findings }: LogVerdict, changed: ReadonlySet<string>) => {
  const named = new Set(findings.map(({ at }) => at))
  const wrongly = [...named].filter((at) => !at.startsWith('checkpoint ') && !changed.has(at))
  return [
    ...[...changed].filter((at) => !named.has(at)).map((at) => `a change was not found: ${at}`),
    ...wrongly.map((at) => `an untouched event was accused: ${at}`),
  ]
}
