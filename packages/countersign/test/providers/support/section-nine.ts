import type { Provider } from 'countersign'
import type { FakeHttpService } from 'countersign/testing/fake-services'
import { describe, expect, test } from 'vitest'
import { httpTroubleRows } from './answer-tables.ts'
import { messageFor, send } from './message.ts'

/** A provider and the fake behind it. */
export interface Faked<Fake extends FakeHttpService = FakeHttpService> {
  readonly provider: Provider
  readonly fake: Fake
}

/** Everything that a service over HTTP can do wrong whatever its API says (providers.md, section 9). */
export const describeHttpTroubles = (row: string, create: () => Promise<Faked>): void => {
  describe('whatever the service does', () => {
    test.each(httpTroubleRows)(`${row} B1 %s`, async (_, trouble, outcome) => {
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
