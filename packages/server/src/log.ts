import { trace } from '@opentelemetry/api'
import { currentRequestId } from 'countersign/http'
import { pino } from 'pino'

/**
 * The log of the server: JSON on standard output, written in the background. Each line about a request
 * carries its id, and that of its trace if there is one.
 */
export const createLog = () => pino({ name: 'countersign', mixin: requestFields }, standardOutput())

/** Writes a line to standard output, between those of the log and never into one of them. */
export const writeLine = (line: string): void => void standardOutput().write(line)

let opened: ReturnType<typeof pino.destination> | undefined

const standardOutput = () => {
  opened ??= pino.destination({ dest: 1, sync: false })
  return opened
}

const requestFields = () => {
  const requestId = currentRequestId()
  if (requestId === undefined) return {}
  const traceId = trace.getActiveSpan()?.spanContext().traceId
  return traceId === undefined ? { requestId } : { requestId, traceId }
}
