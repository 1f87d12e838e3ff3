import type { Call } from '../history/history.ts'

/** Something that happened and that no correct system can do. */
export interface Finding {
  /** The guarantee that was broken, with the row or invariant it stands for. */
  readonly guarantee: string
  /** The fewest calls that show it. */
  readonly calls: readonly Call[]
  /** What about them is impossible. */
  readonly because: string
}

/** One call in one line, with times since `originMs`. */
export const describeCall = (call: Call, originMs: number): string => {
  const at = (ms: number) => `${(ms - originMs).toFixed(1)} ms`
  const key = call.idempotencyKey === undefined ? '' : ` (key ${call.idempotencyKey})`
  const what = call.kind === 'send' ? `send${key}` : `verify ${call.code ?? ''}`
  return `#${call.id} [${at(call.startMs)} to ${at(call.endMs)}] ${call.server}: ${what} → ${describeOutcome(call)}`
}

const describeOutcome = ({ outcome }: Call): string => {
  switch (outcome.kind) {
    case 'sent':
      return outcome.code === undefined ? 'sent' : `sent ${outcome.code}`
    case 'unknown':
      return 'no answer'
    case 'unexpected':
      return `${outcome.status} ${outcome.body.slice(0, 200)}`
    default:
      return outcome.kind
  }
}

/** A finding as a person reads it. */
export const describeFinding = ({ guarantee, calls, because }: Finding): string => {
  const originMs = Math.min(...calls.map(({ startMs }) => startMs))
  const whose = calls[0] === undefined ? '' : ` (${calls[0].purpose}, ${calls[0].phone})`
  const lines = calls.map((call) => `    ${describeCall(call, originMs)}`)
  return [`${guarantee}${whose}`, `  ${because}`, ...lines].join('\n')
}
