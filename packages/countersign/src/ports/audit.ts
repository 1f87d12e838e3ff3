import { hash } from 'node:crypto'
import { asBuffer } from './bytes.ts'

/**
 * An event before its store has written it down, beside the change that it tells of and in the same
 * commit. The store adds the place in its stream, the time and the outcome, and closes it with
 * {@link closeEvent}.
 */
export interface AuditDraft {
  /** One of the closed set of event types. */
  readonly type: string
  /** JSON text. Nothing in it tells a person from others. */
  readonly facts: string
  /**
   * JSON text of what tells the person, which can be erased later. It begins with the keyed hash of the
   * recipient, so that the events of one person can be found by a prefix, and holds a random salt.
   */
  readonly person: string | null
  /** 16 random bytes. */
  readonly eventId: Uint8Array
  /** Id of the audit key. */
  readonly keyId: string
  /** 32 bytes made from the audit key for this one event. Never stored. */
  readonly eventKey: Uint8Array
}

/** Where, when and with what outcome an event was written down. */
export interface AuditPlace {
  /** Who wrote it: every writer has a stream of its own, so that writers do not queue. */
  readonly stream: string
  /** Position in the stream, from 1, without gaps. */
  readonly n: number
  readonly atMs: number
  /** What the store decided, for example `verified`. */
  readonly outcome: string
}

/** An event as it is kept. */
export interface AuditEvent extends AuditPlace {
  readonly type: string
  readonly facts: string
  /** Null if the event is about nobody, or was erased. */
  readonly person: string | null
  /** SHA-256 of `person`, which stays when that is erased. Null if the event is about nobody. */
  readonly commitment: Uint8Array | null
  readonly eventId: Uint8Array
  readonly keyId: string
  readonly mac: Uint8Array
}

/** Node makes a string of a hash in half the time that bytes of its own take it. */
const sha256 = (data: string | Uint8Array): Uint8Array =>
  Buffer.from(hash('sha256', data, 'latin1'), 'latin1')

/** What stays of a person in an event for ever. */
export const commitTo = (person: string | null): Uint8Array | null =>
  person === null ? null : sha256(person)

/** The part of an event that its MAC covers, apart from the key. */
export type SealedFields = AuditPlace & Pick<AuditEvent, 'type' | 'facts' | 'commitment'>

/**
 * The MAC of an event: SHA-256 twice with the event's own key in front, over its fields one per line.
 * No field can contain a line break, and facts go in as their hash, so no two events look the same.
 *
 * The key is used once and never stored. So a database can compute this while it commits, and nobody
 * who can only write to the database can compute it later.
 */
export const eventMac = (eventKey: Uint8Array, event: SealedFields): Uint8Array => {
  const { commitment } = event
  const lines = [
    event.stream,
    event.n,
    event.atMs,
    event.type,
    event.outcome,
    hash('sha256', event.facts),
    commitment === null ? '' : asBuffer(commitment).toString('hex'),
  ].join('\n')
  const inner = sha256(Buffer.concat([eventKey, Buffer.from(lines)]))
  return sha256(Buffer.concat([eventKey, inner]))
}

/** The event as it is to be kept. */
export const closeEvent = (draft: AuditDraft, place: AuditPlace): AuditEvent => {
  const { type, facts, person, eventId, keyId } = draft
  const event = { ...place, type, facts, person, commitment: commitTo(person), eventId, keyId }
  return { ...event, mac: eventMac(draft.eventKey, event) }
}

/** How far a stream has come. */
export interface StreamHead {
  readonly stream: string
  /** Position of its last event. */
  readonly last: number
}

/** How far the events of one stream were sealed. */
export interface StreamRange {
  readonly stream: string
  readonly from: number
  readonly to: number
}

/** A checkpoint as it is kept: signed text. */
export interface StoredCheckpoint {
  /** From 1, without gaps. */
  readonly number: number
  /** JSON text; the signature is over exactly these bytes. */
  readonly text: string
  /** Ed25519. */
  readonly signature: Uint8Array
  readonly keyId: string
}

/** Which events to list. */
export interface AuditFilter {
  /** At most so many, newest first. */
  readonly rowsAtMost: number
  /** Only older ones than the last one of the page before. Equal times are told apart by stream and position. */
  readonly before?:
    | { readonly atMs: number; readonly stream: string; readonly n: number }
    | undefined
  readonly types?: readonly string[] | undefined
  /** Only events whose `person` begins with one of these. */
  readonly personPrefixes?: readonly string[] | undefined
  /** Not before. */
  readonly fromMs?: number | undefined
  /** Before. */
  readonly toMs?: number | undefined
}

/** Verbs for the audit log. Events of other verbs are written by these, in their own commit. */
export interface AuditStore {
  /** Writes an event that tells of nothing that is kept elsewhere. */
  append(event: { readonly draft: AuditDraft; readonly outcome: string }): Promise<void>
  list(filter: AuditFilter): Promise<readonly AuditEvent[]>
  /** All streams, in an order that stays. */
  streams(): Promise<readonly string[]>
  /**
   * How far each stream has come, as its writers keep it: quick, however many streams have ended. Who
   * checks a log asks `streams`, which looks at the events themselves.
   */
  heads(): Promise<readonly StreamHead[]>
  /** Events of a stream behind a position, in order, at most so many. */
  read(request: {
    readonly stream: string
    readonly after: number
    readonly rowsAtMost: number
  }): Promise<readonly AuditEvent[]>
  /** Checkpoints behind a number, in order, at most so many. */
  checkpoints(request: {
    readonly after: number
    readonly rowsAtMost: number
  }): Promise<readonly StoredCheckpoint[]>
  /** False if another process wrote one of this number first: then nothing happens. */
  addCheckpoint(checkpoint: StoredCheckpoint): Promise<boolean>
}
