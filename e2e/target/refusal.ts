import type { Answer } from '../workload/http.ts'

/** Headers whose value may differ from answer to answer; that they are there may not. */
const variable = new Set(['date', 'ratelimit', 'keep-alive', 'connection', 'x-request-id'])

/** Everything of an answer that could tell two refusals apart. */
export const refusalKey = ({ status, headers, body }: Answer): string =>
  JSON.stringify([
    status,
    [...headers].map(([name, value]) => (variable.has(name) ? [name] : [name, value])),
    body,
  ])
