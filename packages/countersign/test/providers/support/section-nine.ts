import type { Provider } from 'countersign'
import {
  errorPage,
  type FakeHttpService,
  type HttpTrouble,
} from 'countersign/testing/fake-services'
import { describe, expect, test } from 'vitest'
import { messageFor, send } from './message.ts'

/** A provider and the fake behind it. */
export interface Faked<Fake extends FakeHttpService = FakeHttpService> {
  readonly provider: Provider
  readonly fake: Fake
}

type Row = readonly [name: string, trouble: HttpTrouble, outcome: object]

const unknown = { kind: 'unknown' }

const rows: readonly Row[] = [
  ['a 500 with a page in HTML', errorPage(500), { kind: 'transient', reason: 'http 500' }],
  ['a 502 with a page in HTML', errorPage(502), { kind: 'transient', reason: 'http 502' }],
  ['a 503 with a page in HTML', errorPage(503), { kind: 'transient', reason: 'http 503' }],
  ['a 429 without Retry-After', errorPage(429), { kind: 'throttled', reason: 'http 429' }],
  [
    'a 429 with Retry-After in seconds',
    errorPage(429, { 'retry-after': '7' }),
    { kind: 'throttled', reason: 'http 429', retryAfterMs: 7000 },
  ],
  [
    'a 429 with Retry-After as a date',
    errorPage(429, {
      date: 'Thu, 01 Jan 2026 00:00:00 GMT',
      'retry-after': 'Thu, 01 Jan 2026 00:01:30 GMT',
    }),
    { kind: 'throttled', reason: 'http 429', retryAfterMs: 90_000 },
  ],
  [
    'a 429 with a Retry-After that is neither',
    errorPage(429, { 'retry-after': 'soon' }),
    { kind: 'throttled', reason: 'http 429' },
  ],
  ['a success with an empty body', { kind: 'empty' }, unknown],
  ['a success with a page in HTML', { kind: 'garbage' }, unknown],
  ['a success whose JSON is cut off', { kind: 'cut_json' }, unknown],
  ['a success whose connection is cut off', { kind: 'cut_off' }, unknown],
  ['a success of the wrong content type', { kind: 'wrong_type' }, { kind: 'accepted' }],
  ['a success that never ends', { kind: 'endless' }, unknown],
  ['a reset after the request was read', { kind: 'reset' }, { ...unknown, reason: 'reset' }],
  ['a 302', { kind: 'redirect', status: 302 }, { kind: 'config', reason: 'redirect' }],
  ['a 307', { kind: 'redirect', status: 307 }, { kind: 'config', reason: 'redirect' }],
  ['a 308', { kind: 'redirect', status: 308 }, { kind: 'config', reason: 'redirect' }],
]

/** Everything that a service over HTTP can do wrong whatever its API says (providers.md, section 9). */
export const describeHttpTroubles = (row: string, create: () => Promise<Faked>): void => {
  describe('whatever the service does', () => {
    test.each(rows)(`${row} B1 %s`, async (_, trouble, outcome) => {
      const { provider, fake } = await create()
      fake.breakWith(trouble)
      const result = await send(provider)
      expect(result).toMatchObject(outcome)
      if (!('retryAfterMs' in outcome)) expect(result).not.toHaveProperty('retryAfterMs')
      expect(fake.requests).toHaveLength(1)
    })

    test(`${row} B3 an answer after our time is over leaves the outcome unknown, and the message counts`, async () => {
      const { provider, fake } = await create()
      fake.breakWith({ kind: 'late', afterMs: 5000 })
      const controller = new AbortController()
      const sending = provider.send(messageFor(provider), controller)
      await expect.poll(() => fake.messages.length).toBe(1)
      controller.abort()
      expect(await sending).toEqual({ kind: 'unknown', reason: 'aborted' })
      expect(fake.messages).toHaveLength(1)
    })

    test(`${row} B3 a reset before the request was read is no definite failure and no success`, async () => {
      const { provider, fake } = await create()
      fake.breakWith({ kind: 'reset_at_once' })
      expect(['unknown', 'transient']).toContain((await send(provider)).kind)
      expect(fake.messages).toHaveLength(0)
    })

    test(`${row} L5 an answer that never ends is cut off and its connection closed`, async () => {
      const { provider, fake } = await create()
      fake.breakWith({ kind: 'endless' })
      await send(provider)
      await expect.poll(fake.connections).toBe(0)
      expect(fake.bytesWritten()).toBeLessThan(16 * 1024 * 1024)
    })

    test(`${row} a service that is gone is a transient failure`, async () => {
      const { provider, fake } = await create()
      await fake.stop()
      expect(await send(provider)).toEqual({ kind: 'transient', reason: 'refused' })
    })
  })
}
