import type { Latency } from '../driver/protocol.ts'

/** One phase of one round. */
export interface PhaseResult {
  readonly phase: string
  /** Cycles per second; checks per second of a limiter. */
  readonly perSecond: number
  /** Processor time of the server for one of them. */
  readonly cpuMicroseconds: number
  readonly send?: Latency
  readonly verify?: Latency
  readonly driverBusy?: number
  readonly errors: number
  readonly firstError?: string | undefined
}

/** All phases of one round, by name. */
export type Round = ReadonlyMap<string, PhaseResult>
