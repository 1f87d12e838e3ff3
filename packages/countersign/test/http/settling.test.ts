import type { SettleRequest, Store } from 'countersign'
import { createRecordingProvider } from 'countersign/testing'
import { describe, expect, test } from 'vitest'
import { createDeployment, newPhone, type OpenStore, stores } from '../support/deployment.ts'

const login = (phone_e164: string) => ({ purpose: 'login', phone_e164 })

const json = (path: string, body: unknown, headers = {}) =>
  new Request(`http://otp.acme.example${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })

/** A deployment whose store writes outcomes down no sooner than it is told to. */
const createHeld = async (open: OpenStore) => {
  const provider = createRecordingProvider()
  const held: SettleRequest[] = []
  const asked = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const released = Promise.withResolvers<void>()
  const hold = (store: Store): Store => ({
    ...store,
    settle: async (request) => {
      asked[held.length]?.resolve()
      held.push(request)
      await released.promise
      return store.settle(request)
    },
  })
  const deployment = await createDeployment({
    store: async (clock) => hold(await open(clock)),
    channels: { sms: [provider] },
  })
  const ask = (path: string, body: unknown, headers = {}) =>
    deployment.http.fetch(json(path, body, headers), { peer: '203.0.113.1' })
  return {
    ...deployment,
    provider,
    held,
    asked: (n: number) => asked[n]?.promise,
    release: released.resolve,
    ask,
  }
}

/** Whether something is still going on once the event loop has turned a few times. */
const isWaiting = async (work: Promise<unknown>): Promise<boolean> => {
  let hasEnded = false
  void work.finally(() => {
    hasEnded = true
  })
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
  return !hasEnded
}

describe.each(Object.entries(stores))('on the %s store', (_name, store) => {
  test('A1 a first code is answered and verifies before its outcome is written down', async () => {
    const { ask, held, asked, provider, release } = await createHeld(store)
    const phone = newPhone()
    expect((await ask('/api/otp/send', login(phone))).status).toBe(200)
    await asked(0)
    const code = provider.messages.at(-1)?.code.reveal()
    expect((await ask('/api/otp/verify', { ...login(phone), code })).status).toBe(200)
    expect(held).toMatchObject([{ outcome: 'accepted' }])
    release()
  })

  test('A4 a code beside an earlier one is answered no sooner than the earlier one is dead', async () => {
    const { ask, asked, clock, release, provider } = await createHeld(store)
    const phone = newPhone()
    await ask('/api/otp/send', login(phone))
    const earlier = provider.messages.at(-1)?.code.reveal()
    clock.advance(60_000)
    const second = ask('/api/otp/resend', login(phone))
    await asked(1)
    expect(await isWaiting(second)).toBe(true)
    release()
    expect((await second).status).toBe(200)
    expect((await ask('/api/otp/verify', { ...login(phone), code: earlier })).status).toBe(400)
  })

  test('B2 a message that nobody took is answered no sooner than nothing of it is left', async () => {
    const { ask, asked, provider, release } = await createHeld(store)
    provider.answerWith({ kind: 'bad_recipient' })
    const phone = newPhone()
    const sent = ask('/api/otp/send', login(phone))
    await asked(0)
    expect(await isWaiting(sent)).toBe(true)
    release()
    expect((await sent).status).toBe(502)
    provider.answerWith({ kind: 'accepted' })
    expect((await ask('/api/otp/send', login(phone))).status).toBe(200)
  })

  test('C13 a request that may be repeated is answered no sooner than a repetition would be', async () => {
    const { ask, asked, release } = await createHeld(store)
    const sent = ask('/api/otp/send', login(newPhone()), { 'idempotency-key': 'order-7' })
    await asked(0)
    expect(await isWaiting(sent)).toBe(true)
    release()
    expect((await sent).status).toBe(200)
  })

  test('E10 whoever asks the same process about deliveries waits for outcomes that are being written down', async () => {
    const { ask, http, asked, release } = await createHeld(store)
    await ask('/api/otp/send', login(newPhone()))
    await asked(0)
    const list = http.fetch(new Request('http://otp.acme.example/api/admin/deliveries'), {})
    expect(await isWaiting(list)).toBe(true)
    release()
    expect((await list).status).toBe(401)
  })
})
