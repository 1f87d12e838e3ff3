import type { Store } from 'countersign'
import { describe, expect, test } from 'vitest'
import { createGuarded } from '../support/captcha.ts'
import { type OpenStore, stores } from '../support/deployment.ts'

describe.each(Object.entries(stores))(
  'a captcha and Idempotency-Key on the %s store',
  (_name, store) => {
    test('E4 F7 a repetition is answered like the first, though its token is spent, and asks nobody', async () => {
      const under = await createGuarded('recaptcha_v3', { store })
      const token = under.solve()
      const first = await under.ask(token, { key: 'key-1' })
      expect(first.status).toBe(200)
      const body = await first.text()
      for (const repeated of [token, under.solve(), undefined]) {
        const again = await under.ask(repeated, { key: 'key-1' })
        expect([again.status, await again.text()]).toEqual([200, body])
      }
      expect(under.provider.messages).toHaveLength(1)
      expect(under.fake.requests).toHaveLength(1)
    })

    test('E4 F7 B13 of ten equal requests in parallel with one token each gets the same answer, and one message goes out', async () => {
      const under = await createGuarded('turnstile', { store })
      const token = under.solve()
      const asks = Array.from({ length: 10 }, () => under.ask(token, { key: 'key-1' }))
      const answers = await Promise.all(asks)
      expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200))
      expect(new Set(await Promise.all(answers.map((answer) => answer.text()))).size).toBe(1)
      expect(under.provider.messages).toHaveLength(1)
    })

    test('E4 B13 a key that was used for somebody else is refused, and the token is not spent', async () => {
      const under = await createGuarded('turnstile', { store })
      await under.ask(under.solve(), { key: 'key-1' })
      const token = under.solve()
      const reused = await under.ask(token, { key: 'key-1', email: 'kofi@example.com' })
      expect(reused.status).toBe(422)
      under.clock.advance(60_000)
      expect((await under.ask(token, { email: 'kofi@example.com' })).status).toBe(200)
    })

    test('E4 a key of a request that came to nothing opens no way around the captcha', async () => {
      const under = await createGuarded('turnstile', { store })
      under.provider.answerWith({ kind: 'policy' })
      const token = under.solve()
      expect((await under.ask(token, { key: 'key-1' })).status).toBe(502)
      under.provider.answerWith({ kind: 'accepted' })
      expect((await under.ask(undefined, { key: 'key-1' })).status).toBe(403)
      expect((await under.ask(token, { key: 'key-1' })).status).toBe(403)
      expect(under.provider.messages).toHaveLength(1)
      expect((await under.ask(under.solve(), { key: 'key-1' })).status).toBe(200)
    })

    test('E4 a repetition that waits for a request which then comes to nothing is not let through', async () => {
      let recalls = 0
      const counting: OpenStore = async (clock) => {
        const inner = await store(clock)
        const recall: Store['recall'] = (key) => {
          recalls += 1
          return inner.recall(key)
        }
        return { ...inner, recall }
      }
      const under = await createGuarded('turnstile', { store: counting })
      const refuse = Promise.withResolvers<{ readonly kind: 'policy' }>()
      under.provider.answerWith(() => refuse.promise)
      const first = under.ask(under.solve(), { key: 'key-1' })
      await expect.poll(() => under.provider.messages.length).toBe(1)
      const second = under.ask(undefined, { key: 'key-1' })
      await expect.poll(() => recalls).toBeGreaterThan(1)
      refuse.resolve({ kind: 'policy' })
      expect((await first).status).toBe(502)
      under.provider.answerWith({ kind: 'accepted' })
      expect((await second).status).toBe(403)
      expect(under.provider.messages).toHaveLength(1)
    })

    test('E4 a captcha for one send is none for the next without a key', async () => {
      const under = await createGuarded('turnstile', { store })
      const token = under.solve()
      expect((await under.ask(token)).status).toBe(200)
      under.clock.advance(60_000)
      expect((await under.ask(token)).status).toBe(403)
    })
  },
)
