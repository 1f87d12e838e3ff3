import { createRequire } from 'node:module'
import { dirname } from 'node:path'
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
): { ended(): readonly ReadableSpan[] } => recordSpansBy(trace, ...more)

/** The same by another copy of the API, as an app may have one. */
export const recordSpansByAnotherCopy = (): ReturnType<typeof recordSpans> => {
  const load = createRequire(import.meta.url)
  const folder = dirname(load.resolve('@opentelemetry/api'))
  for (const file of Object.keys(load.cache)) if (file.startsWith(folder)) delete load.cache[file]
  const copy = load('@opentelemetry/api') as typeof import('@opentelemetry/api')
  if (copy.trace === trace) throw new Error('this is no other copy')
  return recordSpansBy(copy.trace)
}

const recordSpansBy = (
  by: Pick<typeof trace, 'setGlobalTracerProvider'>,
  ...more: readonly SpanProcessor[]
): { ended(): readonly ReadableSpan[] } => {
  const exporter = new InMemorySpanExporter()
  const provider = new BasicTracerProvider({
    spanProcessors: [...more, new SimpleSpanProcessor(exporter)],
  })
  by.setGlobalTracerProvider(provider)
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
