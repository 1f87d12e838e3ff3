/** A hash as the key of a map. */
export const keyOf = (lookup: Uint8Array): string => Buffer.from(lookup).toString('base64url')
