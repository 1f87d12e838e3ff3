import { context, propagation, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-base'
import { onTestFinished } from 'vitest'

/** Registers an SDK until the test is over, and remembers the spans that end. */
export const recordSpans = (
  ...more: readonly SpanProcessor[]
): { ended(): readonly ReadableSpan[] } => {
  const exporter = new InMemorySpanExporter()
  const provider = new BasicTracerProvider({
    spanProcessors: [...more, new SimpleSpanProcessor(exporter)],
  })
  trace.setGlobalTracerProvider(provider)
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  propagation.setGlobalPropagator(new W3CTraceContextPropagator())
  onTestFinished(() => {
    trace.disable()
    context.disable()
    propagation.disable()
  })
  return { ended: () => exporter.getFinishedSpans() }
}

/** The names of spans as they stand inside one another, children in the order in which they began. */
export const treeOf = (spans: readonly ReadableSpan[], parentId?: string): readonly unknown[] =>
  spans
    .filter(({ parentSpanContext }) => parentSpanContext?.spanId === parentId)
    .toSorted((one, other) => startOf(one) - startOf(other))
    .map((span) => {
      const children = treeOf(spans, span.spanContext().spanId)
      return children.length === 0 ? span.name : [span.name, children]
    })

const startOf = ({ startTime: [seconds, nanoseconds] }: ReadableSpan) => seconds * 1e9 + nanoseconds
