import { z } from './zod.ts'

/** Codes are switched off, and another factor stands behind this purpose: go on without one. */
export const skippedAnswer = z.object({ status: z.literal('skipped') }).openapi('Skipped')
