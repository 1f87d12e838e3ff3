import {
  createAuditor,
  defaultPolicy,
  type EventType,
  type LimitPolicy,
  type Policies,
  systemRandom,
  verifyLog,
} from 'countersign'
import { createMemoryStore } from 'countersign/stores/memory'
import { describe, expect, test } from 'vitest'
import { newPhone, stores } from '../support/deployment.ts'
import { createInstances, type InstancesOptions } from '../support/instances.ts'

const wrong = (code: string) => (code === '000000' ? '000001' : '000000')

const policiesWith = (...limits: readonly LimitPolicy[]): Policies => {
  const login = { ...defaultPolicy, channels: ['sms', 'email'] as const, limits }
  return { login, reset: login, other: { ...login, limits: [] } }
}

const create = (store: InstancesOptions['store'], options: Partial<InstancesOptions> = {}) =>
  createInstances({ store, policies: policiesWith(), ...options })

describe.each(Object.entries(stores))('B6 keys change while they are in use, on %s', (_, store) => {
  test.each(['code', 'recipient', 'token', 'audit'] as const)(
    'B6 K7 a code that is on its way when the %s key changes verifies once, on whichever instance',
    async (use) => {
      const { clock, instances, rotate } = await create(store)
      for (const [here, there] of [instances, instances.toReversed()]) {
        const phone = newPhone()
        expect(await here?.send(phone)).toMatchObject({ kind: 'sent' })
        const code = here?.lastCode() ?? ''
        rotate(use, 60_000)
        expect(await there?.verify(phone, wrong(code))).toMatchObject({ reason: 'wrong' })
        clock.advance(60_000)
        expect(await there?.verify(phone, wrong(code))).toMatchObject({ reason: 'wrong' })
        expect(await there?.verify(phone, code)).toMatchObject({ kind: 'verified' })
        expect(await here?.verify(phone, code)).toMatchObject({ reason: 'used' })
      }
    },
  )

  test('B6 attempts, lock and cool-down do not begin anew with a new recipient key', async () => {
    const {
      instances: [here, there],
      rotate,
    } = await create(store)
    const phone = newPhone()
    await here.send(phone)
    for (let n = 0; n < 3; n++) await here.verify(phone, wrong(here.lastCode()))
    rotate('recipient')
    expect(await there.send(phone)).toMatchObject({ kind: 'limited', reason: 'cool_down' })
    for (let n = 0; n < 2; n++) await there.verify(phone, wrong(here.lastCode()))
    expect(await here.send(phone)).toMatchObject({ kind: 'limited', reason: 'lock' })
    expect(await here.verify(phone, here.lastCode())).toMatchObject({ reason: 'locked' })
  })

  test('A3 B6 the failure budget of a recipient survives any number of new recipient keys', async () => {
    const failureBudget = { perHour: 4, perDay: 30, inARow: 100 }
    const {
      instances: [here, there],
      rotate,
      clock,
    } = await create(store, { failureBudget })
    const phone = newPhone()
    for (const instance of [here, there, here, there]) {
      await instance.send(phone)
      await instance.verify(phone, wrong(instance.lastCode()))
      rotate('recipient')
      clock.advance(60_000)
    }
    await here.send(phone)
    expect(await here.verify(phone, here.lastCode())).toMatchObject({ reason: 'over_budget' })
    await there.send(phone, { purpose: 'other' })
    const over = await there.verify(phone, there.lastCode(), { purpose: 'other' })
    expect(over).toMatchObject({ reason: 'over_budget' })
  })

  test.each(['recipient', 'ip', 'subject', 'purpose', 'global'] as const)(
    'B6 B7 what was taken from a limit per %s stays taken under a new recipient key',
    async (per) => {
      const limit = { per, on: 'send', max: 2, seconds: 3600 } as const
      const { instances, rotate, clock } = await create(store, { policies: policiesWith(limit) })
      const isOne = per === 'recipient'
      const phone = newPhone()
      const kinds: string[] = []
      for (const instance of [...instances, ...instances]) {
        const how = { ip: '198.51.100.9', subject: 'user 7' }
        kinds.push((await instance.send(isOne ? phone : newPhone(), how)).kind)
        rotate('recipient')
        clock.advance(60_000)
      }
      expect(kinds).toEqual(['sent', 'sent', 'limited', 'limited'])
    },
  )

  test('B6 B7 a limit that all aliases of a mailbox share stays taken under a new recipient key', async () => {
    const limit = { per: 'recipient', on: 'send', max: 2, seconds: 3600 } as const
    const { instances, rotate } = await create(store, { policies: policiesWith(limit) })
    const [here, there] = instances
    const kinds: string[] = []
    for (const [n, instance] of [here, there, here].entries()) {
      kinds.push((await instance.send(`ama+${n}@gmail.com`)).kind)
      rotate('recipient')
    }
    expect(kinds).toEqual(['sent', 'sent', 'limited'])
  })

  test('B6 B7 a limit of a hundred for everybody lets a hundred through, whenever the key changes', async () => {
    const limit = { per: 'global', on: 'send', max: 100, seconds: 3600 } as const
    const { instances, rotate } = await create(store, { policies: policiesWith(limit) })
    const send20 = () =>
      Promise.all(
        Array.from({ length: 20 }, (_, n) => instances[n % 2 === 0 ? 0 : 1].send(newPhone())),
      )
    const outcomes = [...(await send20()), ...(await send20()), ...(await send20())]
    rotate('recipient')
    outcomes.push(...(await send20()), ...(await send20()), ...(await send20()))
    expect(outcomes.filter(({ kind }) => kind === 'sent')).toHaveLength(100)
  })

  test('B13 B6 a repetition is answered and sends nothing after the recipient key has changed, and another request with its key is refused', async () => {
    const {
      instances: [here, there],
      rotate,
      clock,
    } = await create(store)
    const phone = newPhone()
    const first = await here.send(phone, { idempotencyKey: 'k1' })
    rotate('recipient')
    clock.advance(60_000)
    const other = await there.send(newPhone(), { idempotencyKey: 'k1' })
    expect(other).toEqual({ kind: 'reused_key' })
    expect(await there.send(phone, { idempotencyKey: 'k1' })).toMatchObject({
      ...{ kind: 'sent', fate: 'repeated' },
      expiresInSeconds: first.kind === 'sent' && first.expiresInSeconds,
    })
    expect(there.provider.messages).toHaveLength(0)
  })

  test('B6 B13 of equal requests one sends, although the key changes while its provider is asked', async () => {
    const {
      instances: [here, there],
      rotate,
    } = await create(store)
    const phone = newPhone()
    const asked = Promise.withResolvers<void>()
    const answer = Promise.withResolvers<void>()
    here.provider.answerWith(async () => {
      asked.resolve()
      await answer.promise
      return { kind: 'accepted' }
    })
    const first = here.send(phone, { idempotencyKey: 'k1' })
    await asked.promise
    const second = there.send(phone, { idempotencyKey: 'k1' })
    await there.isWaiting
    rotate('recipient')
    await there.verify(phone, '123456')
    answer.resolve()
    expect(await first).toMatchObject({ kind: 'sent', fate: 'sent' })
    expect(await second).toMatchObject({ kind: 'sent', fate: 'repeated' })
    expect(there.provider.messages).toHaveLength(0)
    expect(await there.verify(phone, here.lastCode())).toMatchObject({ kind: 'verified' })
  })

  test('B6 a hand-over that ends after the key has changed is settled: accepted it replaces the old code, refused it leaves it and gives back', async () => {
    for (const kind of ['accepted', 'policy'] as const) {
      const limit = { per: 'ip', on: 'send', max: 3, seconds: 3600 } as const
      const { instances, rotate, clock } = await create(store, { policies: policiesWith(limit) })
      const [here, there] = instances
      const phone = newPhone()
      await here.send(phone)
      const old = here.lastCode()
      clock.advance(60_000)
      here.provider.answerWith(async () => {
        rotate('recipient')
        await there.verify(phone, wrong(old))
        return { kind }
      })
      await here.send(phone)
      const isAccepted = kind === 'accepted'
      const [good, bad] = isAccepted ? [here.lastCode(), old] : [old, here.lastCode()]
      if (good !== bad) expect(await there.verify(phone, bad)).toMatchObject({ reason: 'wrong' })
      expect(await there.verify(phone, good)).toMatchObject({ kind: 'verified' })
      here.provider.answerWith({ kind: 'accepted' })
      expect((await here.send(newPhone())).kind).toBe('sent')
      expect((await there.send(newPhone())).kind).toBe(isAccepted ? 'limited' : 'sent')
    }
  })

  test('B6 L6 instances whose clocks differ find each other’s codes while one of them uses the new key already', async () => {
    const { instances, rotate, clock } = await create(store, { behindMs: 5000 })
    const [ahead, behind] = instances
    rotate('recipient', 1000)
    clock.advance(2000)
    expect(ahead.keyRing.current('recipient').id).not.toBe(behind.keyRing.current('recipient').id)
    const phone = newPhone()
    await ahead.send(phone)
    for (const instance of [behind, ahead, behind])
      expect(await instance.verify(phone, wrong(ahead.lastCode()))).toMatchObject({
        reason: 'wrong',
      })
    expect(await behind.send(phone)).toMatchObject({ reason: 'cool_down' })
    clock.advance(10_000)
    expect(await behind.verify(phone, ahead.lastCode())).toMatchObject({ kind: 'verified' })
  })

  test('B6 B7 L6 a limit for everybody is not moved back by an instance whose clock is behind', async () => {
    const limit = { per: 'global', on: 'send', max: 4, seconds: 3600 } as const
    const policies = policiesWith(limit)
    const { instances, rotate } = await create(store, { policies, behindMs: 5000 })
    const [ahead, behind] = instances
    rotate('recipient')
    const kinds: string[] = []
    for (const instance of [ahead, behind, ahead, ahead, ahead, ahead])
      kinds.push((await instance.send(newPhone())).kind)
    expect(kinds).toEqual(['sent', 'sent', 'sent', 'sent', 'sent', 'limited'])
  })

  test('F5 B6 events are closed with the audit key of their moment, and the log shows no gap where it changed', async () => {
    const { store: opened, instances, rotate, retireOld } = await create(store)
    const { keyRing } = instances[0]
    const auditor = createAuditor(keyRing, systemRandom)
    const write = async (type: EventType) =>
      opened.audit.append({ draft: auditor({ type, actor: 'cli' }), outcome: 'done' })
    await write('admin.created')
    rotate('audit')
    await write('key.rotated')
    await write('admin.revoked')
    const events = await opened.audit.list({ rowsAtMost: 10 })
    expect(new Set(events.map(({ keyId }) => keyId)).size).toBe(2)
    const verify = () => verifyLog({ audit: opened.audit, keys: keyRing.all('audit') })
    expect((await verify()).findings).toEqual([])
    retireOld('audit')
    expect((await verify()).findings).toHaveLength(1)
  })

  test('B6 a retired code key refuses the codes that were made with it, and nothing else', async () => {
    const { instances, rotate, retireOld } = await create(store)
    const [here, there] = instances
    const [early, late] = [newPhone(), newPhone()]
    await here.send(early)
    const old = here.lastCode()
    rotate('code')
    await here.send(late)
    retireOld('code')
    expect(await there.verify(early, old)).toMatchObject({ reason: 'wrong' })
    expect(await there.verify(late, here.lastCode())).toMatchObject({ kind: 'verified' })
  })

  test('B6 after the old recipient key is retired, whoever came meanwhile is still known, and only they', async () => {
    const { instances, rotate, retireOld } = await create(store)
    const [here, there] = instances
    const [seen, unseen] = [newPhone(), newPhone()]
    for (const phone of [seen, unseen]) await here.send(phone)
    rotate('recipient')
    expect(await there.send(seen)).toMatchObject({ reason: 'cool_down' })
    retireOld('recipient')
    expect(await there.send(seen)).toMatchObject({ reason: 'cool_down' })
    expect(await there.send(unseen)).toMatchObject({ kind: 'sent' })
  })
})

describe('B6 while there is one key for recipients', () => {
  test('the store is asked nothing more, and with two keys a shared limit is moved once', async () => {
    const renamed: number[] = []
    const open: InstancesOptions['store'] = async (clock) => {
      const store = createMemoryStore({ clock })
      const rekey: typeof store.rekey = (request) => {
        renamed.push(request.limits.length)
        return store.rekey(request)
      }
      return { ...store, rekey }
    }
    const limit = { per: 'global', on: 'send', max: 100, seconds: 3600 } as const
    const { instances, rotate } = await create(open, { policies: policiesWith(limit) })
    const [here] = instances
    await here.send(newPhone())
    expect(renamed).toEqual([])
    rotate('recipient')
    for (let n = 0; n < 3; n++) await here.send(newPhone())
    expect(renamed).toEqual([1, 0, 0])
  })

  test('G1 G3 names that are given to the store are keyed hashes, of the old key and of the new one', async () => {
    const given: string[] = []
    const open: InstancesOptions['store'] = async (clock) => {
      const store = createMemoryStore({ clock })
      const rekey: typeof store.rekey = (request) => {
        given.push(JSON.stringify(request, (_key, value: unknown) => asText(value)))
        return store.rekey(request)
      }
      return { ...store, rekey }
    }
    const { instances, rotate } = await create(open)
    rotate('recipient')
    const phone = newPhone()
    await instances[0].send(phone, { idempotencyKey: 'order 7' })
    expect(given).toHaveLength(1)
    for (const plain of [phone, phone.slice(1), 'order 7', '198.51.100.7'])
      expect(given.join()).not.toContain(plain)
  })
})

/** Bytes as the text that somebody would look for. */
const asText = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'data' in value
    ? Buffer.from(value.data as number[]).toString('latin1')
    : value
