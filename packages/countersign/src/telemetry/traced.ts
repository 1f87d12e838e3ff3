import {
  type Attributes,
  type Context,
  context,
  INVALID_TRACEID,
  ProxyTracerProvider,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'
import { CountersignError } from '../ports/error.ts'
import { quietly } from './quietly.ts'

/**
 * Adds to a span what became known. Never a code, a token, an address or an id of a person. With
 * `error.type` among it the span counts as failed.
 */
export type Note = (attributes: Attributes) => void

/** What a span is about. */
export interface SpanSubject {
  readonly name: string
  /** `server`: for a request that came in; `client`: for one that goes out. */
  readonly kind?: 'server' | 'client'
  readonly attributes?: Attributes
  /** What came before, if it is not what is going on here. */
  readonly parent?: Context | undefined
}

const kinds = { server: SpanKind.SERVER, client: SpanKind.CLIENT }
const noNote: Note = () => undefined

/**
 * Does some work inside a span of OpenTelemetry. While no SDK is registered that is a look at a global
 * and nothing more. A fault of the SDK is its own concern: the work is done once, always.
 */
export const traced = <Result>(
  subject: SpanSubject,
  work: (note: Note) => Promise<Result>,
): Promise<Result> => {
  const parent = subject.parent ?? context.active()
  const span = quietly(() => startSpan(subject, parent))
  if (span === undefined || span.spanContext().traceId === INVALID_TRACEID) return work(noNote)
  return context.with(trace.setSpan(parent, span), () => untilDone(span, work))
}

/** The tracer is asked for every time: an SDK may be registered later, by another copy of the API. */
const startSpan = (
  { name, kind, attributes = {} }: SpanSubject,
  parent: Context,
): Span | undefined =>
  isNobodyTracing(parent)
    ? undefined
    : trace
        .getTracer('countersign')
        .startSpan(name, { attributes, kind: kind ? kinds[kind] : SpanKind.INTERNAL }, parent)

/** Without an SDK a span does nothing but pass on the one around it, and most often there is none. */
const isNobodyTracing = (parent: Context): boolean => {
  const provider = trace.getTracerProvider()
  const isWaiting =
    provider instanceof ProxyTracerProvider && !provider.getDelegateTracer('countersign')
  return isWaiting && trace.getSpan(parent) === undefined
}

const untilDone = async <Result>(
  span: Span,
  work: (note: Note) => Promise<Result>,
): Promise<Result> => {
  const note: Note = (attributes) => {
    quietly(() => span.setAttributes(attributes))
    if ('error.type' in attributes) quietly(() => span.setStatus({ code: SpanStatusCode.ERROR }))
  }
  try {
    return await work(note)
  } catch (error) {
    note({ 'error.type': typeOf(error) })
    throw error
  } finally {
    quietly(() => span.end())
  }
}

/** Never the message, which could repeat what was being worked on. */
const typeOf = (error: unknown): string => {
  if (error instanceof CountersignError) return error.code
  return error instanceof Error ? error.name : 'unknown'
}
