import { type Context, context, propagation, trace } from '@opentelemetry/api'
import { quietly } from './quietly.ts'

/** Header fields, however they are kept. */
export interface HeaderFields {
  get(name: string): string | null
}

const getter = {
  get: (headers: HeaderFields, name: string) => headers.get(name) ?? undefined,
  keys: () => [],
}

/**
 * The trace that the client of a request is in, as its `traceparent` says and the registered propagator
 * reads it. A span that is going on already, of somebody who instruments HTTP, comes first.
 */
export const incomingContext = (headers: HeaderFields): Context | undefined =>
  trace.getActiveSpan() === undefined
    ? quietly(() => propagation.extract(context.active(), headers, getter))
    : undefined
