import type { CallbackRequest } from '../../../src/ports/callback.ts'

/** Parts of a call that a test may set. */
export interface Called {
  readonly url?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

/** A call as a reader sees it. */
export const callbackRequest = ({
  url = 'https://otp.example.com/webhooks/x',
  headers = {},
  body = '',
}: Called): CallbackRequest => ({
  url,
  query: new URL(url).searchParams,
  header: (name) => headers[name],
  body: typeof body === 'string' ? Buffer.from(body) : body,
})

/** The outcome of a call that says one thing. */
export const oneReport = (report: object) => ({ kind: 'reports', reports: [report] })

/** The outcome of a call that says nothing of ours. */
export const noReport = { kind: 'reports', reports: [] }

/** Bodies that nobody should send. */
export const oddBodies: readonly (readonly [name: string, body: string | Uint8Array])[] = [
  ['nothing', ''],
  ['JSON that ends in the middle', '{"data": {"email_id": "1"'],
  ['JSON null', 'null'],
  ['a number', '12'],
  ['an empty list', '[]'],
  ['an empty object', '{}'],
  ['lists in lists, 30 000 deep', '['.repeat(30_000) + ']'.repeat(30_000)],
  ['objects in objects, 10 000 deep', `${'{"data":'.repeat(10_000)}1${'}'.repeat(10_000)}`],
  ['what is not UTF-8', Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d)],
  ['a form of nothing', '&&&==&=%'],
  ['twenty thousand parameters', '&a='.repeat(20_000)],
  ['keys of every object', '{"__proto__":{"email_id":"1"},"constructor":{},"type":"toString"}'],
  ['members of the wrong type', '{"type":{},"data":7,"requestId":[],"status":{},"report":"x"}'],
]
