import { randomBytes } from 'node:crypto'

/** Where unpredictable bytes come from. An argument, so that a whole run can be repeated in a test. */
export type RandomSource = (byteCount: number) => Uint8Array

/** The operating system's generator, by way of `node:crypto`. */
export const systemRandom: RandomSource = (byteCount) => randomBytes(byteCount)
