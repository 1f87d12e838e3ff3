import type { Call, Outcome } from '../history/history.ts'

/** Keeps every call that was made. */
export interface Recorder {
  readonly calls: readonly Call[]
  /** Calls that reached nobody: the connection was refused, so that nothing can have happened. */
  readonly unreached: number
  record(call: Omit<Call, 'id' | 'startMs' | 'endMs' | 'outcome'>, make: MakeCall): Promise<Outcome>
}

/** Makes a call. `unreached`: nobody took it. */
export type MakeCall = () => Promise<Outcome | 'unreached'>

/** Creates a recorder. Ids go on where they are told to. */
export const createRecorder = (firstId = 0): Recorder => {
  const calls: Call[] = []
  let unreached = 0
  return {
    calls,
    get unreached() {
      return unreached
    },
    record: async (call, make) => {
      const startMs = performance.now()
      const outcome = await make()
      const endMs = performance.now()
      if (outcome === 'unreached') {
        unreached += 1
        return { kind: 'unknown' }
      }
      calls.push({ ...call, id: firstId + calls.length, startMs, endMs, outcome })
      return outcome
    },
  }
}
