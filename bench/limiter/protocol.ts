import type { LimiterName } from '../measures/phases.ts'

/** Which limiter to check, and where its database is. */
export interface LimiterSetup {
  readonly limiter: LimiterName
  readonly path: string
}

/** How long to check. */
export interface ChecksQuestion {
  readonly seconds: number
  readonly checksAtMost: number
  /** How many are under way at any moment, as with so many connections. */
  readonly atATime: number
}

/** What became of the checks. A refusal is an error: no limit is to be reached. */
export interface ChecksReply {
  readonly checks: number
  readonly seconds: number
  readonly errors: number
  readonly cpuMicroseconds: number
}
