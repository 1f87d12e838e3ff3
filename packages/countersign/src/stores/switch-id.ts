import type { AuditDraft } from '../ports/audit.ts'

/**
 * The id of a switch: the first 63 bits of the id of the event that tells of it. So a request that is
 * repeated makes the same switch, and whoever sees a switch finds its event.
 */
export const switchIdOf = ({ eventId }: AuditDraft): string => {
  const bits = Buffer.from(eventId.buffer, eventId.byteOffset, 8).readBigUInt64BE() >> 1n
  return bits.toString(16).padStart(16, '0')
}

/** The integer key of the row of a switch; nothing if no switch can have that id. */
export const switchRowId = (id: string): bigint | undefined =>
  /^[0-7][0-9a-f]{15}$/.test(id) ? BigInt(`0x${id}`) : undefined

/** The id of a switch as it is shown. */
export const switchIdOfRow = (rowId: bigint): string => rowId.toString(16).padStart(16, '0')
