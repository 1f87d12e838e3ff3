/** The integer key of a row: the first 63 bits of a keyed hash. */
export const rowId = (lookup: Uint8Array): bigint =>
  Buffer.from(lookup.buffer, lookup.byteOffset, 8).readBigUInt64BE() >> 1n

/** The number that a reference to a row stands for; one that no row has if it cannot be one of ours. */
export const rowOfRef = (ref: string): string => (/^[1-9]\d{0,17}$/.test(ref) ? ref : '0')
