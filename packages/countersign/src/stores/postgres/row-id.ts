/** The integer key of a row: the first 63 bits of a keyed hash. */
export const rowId = (lookup: Uint8Array): bigint =>
  Buffer.from(lookup.buffer, lookup.byteOffset, 8).readBigUInt64BE() >> 1n
