import { trace } from '@opentelemetry/api'
import { currentRequestId } from 'countersign/http'
import { pino } from 'pino'

/**
 * The log of the server: JSON on standard output, written in the background. Each line about a request
 * carries its id, and that of its trace if there is one.
 */
export const createLog = () =>
  pino({ name: 'countersign', mixin: requestFields }, pino.destination({ dest: 1, sync: false }))

const requestFields = () => {
  const requestId = currentRequestId()
  if (requestId === undefined) return {}
  const traceId = trace.getActiveSpan()?.spanContext().traceId
  return traceId === undefined ? { requestId } : { requestId, traceId }
}
