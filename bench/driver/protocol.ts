/** A load to put on a server: cycles of one send and one verify, one after the other on each connection. */
export interface Load {
  readonly port: number
  readonly connections: number
  readonly seconds: number
  readonly cyclesAtMost: number
  /** Number of the first phone; each cycle takes the next. */
  readonly firstPhone: number
  /** Whether the answer to `send` must carry the code, as in development. */
  readonly readsCode: boolean
}

/** Times of one route, in milliseconds. */
export interface Latency {
  readonly p50: number
  readonly p99: number
}

/** What became of a load. */
export interface LoadResult {
  readonly cycles: number
  readonly seconds: number
  readonly send: Latency
  readonly verify: Latency
  readonly errors: number
  readonly firstError?: string | undefined
  /** Part of the time that the driver itself was busy: near 1 it is what limits the figure. */
  readonly driverBusy: number
}
