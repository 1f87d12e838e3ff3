/**
 * An SDK of OpenTelemetry, as an operator would load it with `--import`: writes every span that ends to
 * the file that `SPANS_FILE` names, a line of JSON each.
 */
import { appendFileSync } from 'node:fs'
import { context, propagation, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import {
  BasicTracerProvider,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base'

const file = process.env['SPANS_FILE'] ?? 'spans'

const toLine = (span: ReadableSpan) => {
  const { name, attributes, events, links, status, parentSpanContext } = span
  const { traceId, spanId } = span.spanContext()
  const parentId = parentSpanContext?.spanId
  return `${JSON.stringify({ name, attributes, events, links, status, traceId, spanId, parentId })}\n`
}

const exporter = {
  export: (spans: readonly ReadableSpan[], done: (result: { code: number }) => void) => {
    appendFileSync(file, spans.map(toLine).join(''))
    done({ code: 0 })
  },
  shutdown: async () => undefined,
}

trace.setGlobalTracerProvider(
  new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
)
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
propagation.setGlobalPropagator(new W3CTraceContextPropagator())
