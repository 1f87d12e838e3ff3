/** The same bytes with the methods of a `Buffer`. Nothing is copied, as `Buffer.from` would. */
export const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
