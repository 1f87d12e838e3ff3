import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { proofHeader, tokenIn } from '../sample/codes-client.ts'
import { type Customer, createCustomer } from '../sample/customer.ts'
import { type SampleWorld, startSampleWorld } from '../sample/world.ts'
import { createCleanup } from '../world/cleanup.ts'
import { databases } from './support/databases.ts'

const welcome = expect.objectContaining({ status: 200, path: '/' })
const refused = expect.objectContaining({
  status: 403,
  text: expect.stringContaining('proof_required'),
})

const otherThan = (code: string) => (code === '000000' ? '000001' : '000000')

describe.each(Object.keys(databases))('the sample app with codes on %s', (kind) => {
  const cleanup = createCleanup()
  afterAll(cleanup.run)
  let world: SampleWorld

  beforeAll(async () => {
    world = await startSampleWorld({ cleanup, storeUrl: await databases[kind]?.(cleanup) })
  })

  /** Nobody has registered the phone: its owner still can. */
  const expectNoAccount = async ({ phone }: Customer) => {
    await world.pass(3600)
    const owner = createCustomer(world, world.url, phone)
    expect(await owner.register(await owner.prove('register'))).toEqual(welcome)
  }

  test('A12 A8 switched on: a code from the phone, and register, login and reset do what they always did', async () => {
    const ama = createCustomer(world)
    expect(await ama.register(await ama.prove('register'))).toEqual(welcome)
    expect((await ama.open('/me')).text).toContain(ama.phone)
    const elsewhere = createCustomer(world, world.url, ama.phone)
    expect(await elsewhere.logIn(await ama.prove('login'))).toEqual(welcome)
    const filled = { phone: ama.phone, recovery: 'mango harbour drum', password: 'new blue goats' }
    const reset = await elsewhere.submit('/reset', filled, await ama.prove('reset'))
    expect(reset).toEqual(welcome)
    expect((await ama.open('/me')).path).toBe('/login')
  })

  test('A12 A8 switched on: without a proof nobody registers, logs in or resets', async () => {
    const ama = createCustomer(world)
    expect(await ama.register()).toEqual(refused)
    expect(await ama.logIn()).toEqual(refused)
    expect(await ama.submit('/reset', { phone: ama.phone })).toEqual(refused)
    await expectNoAccount(ama)
  })

  test('A12 A10 a wrong code is blocked and opens no account, and after the third the right one is too', async () => {
    const ama = createCustomer(world)
    await ama.codes.send('register', ama.phone)
    const code = world.codeOn(ama.phone)
    for (const typed of [otherThan(code), otherThan(code), otherThan(code), code]) {
      const answer = await ama.codes.verify('register', ama.phone, typed)
      expect(answer).toMatchObject({ http: 400, code: 'invalid_code' })
      expect(await ama.register(proofHeader('register', tokenIn(answer)))).toEqual(refused)
    }
    await expectNoAccount(ama)
  })

  test('A12 A6 an expired code is blocked and opens no account', async () => {
    const ama = createCustomer(world)
    await ama.codes.send('register', ama.phone)
    await world.pass(300)
    const answer = await ama.codes.verify('register', ama.phone, world.codeOn(ama.phone))
    expect(answer).toMatchObject({ http: 400, code: 'invalid_code' })
    expect(await ama.register(proofHeader('register', tokenIn(answer)))).toEqual(refused)
    await expectNoAccount(ama)
  })

  test('A6 a proof that was kept for too long opens no account', async () => {
    const ama = createCustomer(world)
    const proof = await ama.prove('register')
    await world.pass(300)
    expect(await ama.register(proof)).toEqual(refused)
    await expectNoAccount(ama)
  })

  test('A8 a proof of one phone opens nothing for another, and none for another purpose', async () => {
    const [ama, eve] = [createCustomer(world), createCustomer(world)]
    expect(await ama.register(await eve.prove('register'))).toEqual(refused)
    expect(await ama.register(await ama.prove('login'))).toEqual(refused)
    await expectNoAccount(ama)
  })

  test('A12 A4 A3 switched off: register and login work without a code, nothing is sent, and the log says that the gate was open', async () => {
    expect(await world.admin.flip('arkesel', false)).toBe(200)
    const [ama, before] = [createCustomer(world), world.arkesel.requests.length]
    const opened = await world.admin.count('gate.opened')
    expect(await ama.codes.send('register', ama.phone)).toMatchObject({ status: 'skipped' })
    const verified = await ama.codes.verify('register', ama.phone, '000000')
    expect(verified).toMatchObject({ status: 'skipped' })
    expect(await ama.register()).toEqual(welcome)
    await ama.submit('/logout', {})
    expect(await ama.codes.send('login', ama.phone)).toMatchObject({ status: 'skipped' })
    expect(await ama.logIn()).toEqual(welcome)
    expect(world.arkesel.requests).toHaveLength(before)
    expect(await world.admin.count('gate.opened')).toBe(opened + 2)

    // What stands alone between somebody and the money is not skipped.
    const filled = { phone: ama.phone, to: '+233244000000', amount: '1' }
    expect(await ama.submit('/transfer', filled)).toMatchObject({ status: 503 })
    expect(await world.admin.flip('arkesel', true)).toBe(200)
    expect(await createCustomer(world).register()).toEqual(refused)
  })

  test('A12 A9 A7 the provider fails: the person is told, nobody has half an account, and no quota is used up', async () => {
    const ama = createCustomer(world)
    onTestFinished(() => world.arkesel.answerWith(undefined))
    for (const trouble of ['server_error', 'no_balance'] as const) {
      world.arkesel.answerWith(trouble)
      const answer = await ama.codes.send('register', ama.phone)
      expect(answer).toMatchObject({ http: 502, code: 'delivery_failed' })
      expect(answer.detail).toContain('Nothing was used up')
    }
    const [newest, before] = await world.admin.reasons()
    expect([newest, before]).toEqual(['funds: http 402', expect.stringContaining('http 500')])
    expect(await ama.register()).toEqual(refused)
    expect((await ama.open('/')).status).toBe(200)

    // All five codes that an hour holds are still there, and the first need not wait.
    world.arkesel.answerWith(undefined)
    for (let n = 0; n < 5; n++) {
      expect(await ama.codes.send('register', ama.phone)).toMatchObject({ status: 'sent' })
      await world.pass(60)
    }
    expect(await ama.codes.send('register', ama.phone)).toMatchObject({ http: 429 })
    const verified = await ama.codes.verify('register', ama.phone, world.codeOn(ama.phone))
    expect(await ama.register(proofHeader('register', tokenIn(verified)))).toEqual(welcome)
  })

  test('A8 step-up: money moves once for a proof of the own phone, and for no other', async () => {
    const [ama, kofi] = [createCustomer(world), createCustomer(world)]
    for (const person of [ama, kofi]) await person.register(await person.prove('register'))
    const send = (headers: Readonly<Record<string, string>>, phone = ama.phone) =>
      ama.submit('/transfer', { phone, to: kofi.phone, amount: '12.50' }, headers)
    expect(await send({})).toEqual(refused)
    const kofis = await kofi.prove('step_up')
    expect(await send(kofis)).toEqual(refused)
    expect(await send(kofis, kofi.phone)).toEqual(refused)
    expect(await send(await ama.prove('login'))).toEqual(refused)
    expect((await ama.open('/me')).text).toContain('GH₵ 50.00')

    const proof = await ama.prove('step_up')
    const answers = await Promise.all(Array.from({ length: 4 }, () => send(proof)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(await send(proof)).toEqual(refused)
    expect((await ama.open('/me')).text).toContain('GH₵ 37.50')
    expect((await kofi.open('/me')).text).toContain('GH₵ 62.50')
  })
})
