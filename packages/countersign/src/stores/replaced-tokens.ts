/**
 * How many of the tokens that a session had are remembered, the latest ones. Whoever comes with one of them
 * has a copy, or somebody else has.
 */
export const replacedAtMost = 32

/** The same in bytes: of each its hash is kept. */
export const replacedBytesAtMost = replacedAtMost * 32
