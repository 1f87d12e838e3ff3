import { z } from './zod.ts'

/** Answer of `GET /healthz`. */
export const aliveAnswer = z.object({ status: z.literal('alive') }).openapi('Alive')

/** Answer of `GET /readyz`. */
export const readyAnswer = z.object({ status: z.literal('ready') }).openapi('Ready')
