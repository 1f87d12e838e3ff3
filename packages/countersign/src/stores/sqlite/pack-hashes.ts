/** How hashes travel into a statement. */
export const packHashes = (hashes: readonly Uint8Array[]): string =>
  JSON.stringify(hashes.map((hash) => Buffer.from(hash).toString('hex')))
