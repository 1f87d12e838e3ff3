import { describe, expect, test } from 'vitest'
import { createDeployment, type Deployment, stores } from '../../support/deployment.ts'
import {
  ask,
  bearer,
  bodyOf,
  cookie,
  cookieOf,
  meWith,
  newIndianPhone,
  signIn,
} from '../../support/person.ts'
import { createSisters, sharedStores } from '../../support/sisters.ts'

type Headers = Readonly<Record<string, string>>

/** Proves a phone with whoever the headers say is signed in. */
const provePhone = async (deployment: Deployment, phone: string, headers: Headers) => {
  const body = { purpose: 'verify_phone', phone_e164: `+91${phone}` }
  const sent = await ask(deployment, 'POST /api/otp/send', { body, headers })
  expect(sent.status).toBe(200)
  return ask(deployment, 'POST /api/otp/verify', {
    body: { ...body, code: deployment.lastCode() },
    headers,
  })
}

const me = async (deployment: Deployment, headers: Headers) =>
  bodyOf(await ask(deployment, 'GET /api/auth/me', { headers }))

describe.each(Object.entries(stores))('a phone that changes, on the %s store', (_name, store) => {
  test('D9 a browser that proves a new phone has it, with the time, and a new cookie', async () => {
    const deployment = await createDeployment({ store })
    const before = await signIn(deployment)
    deployment.clock.advance(600_000)
    const phone = newIndianPhone()
    const changed = await provePhone(deployment, phone, cookie(before.token))
    expect(await changed.text()).toBe('{"status":"verified"}')
    const { user } = await me(deployment, cookieOf(changed))
    expect(user).toMatchObject({
      id: before.user.id,
      phoneNumber: `+91${phone}`,
      phoneVerifiedAt: new Date(deployment.clock.now()).toISOString(),
    })
  })

  test('D9 a client with a bearer token gets the new one to read, and no cookie', async () => {
    const deployment = await createDeployment({ store })
    const { token } = await signIn(deployment)
    const changed = await provePhone(deployment, newIndianPhone(), bearer(token))
    expect(changed.headers.get('set-cookie')).toBeNull()
    const body: unknown = JSON.parse(await changed.text())
    expect(body).toEqual({ status: 'verified', session_token: expect.stringMatching(/^cs_/) })
    expect(await meWith(deployment, (body as { session_token: string }).session_token)).toBe(200)
    expect(await meWith(deployment, token)).toBe(401)
  })

  test('D2 D9 all other sessions end, and the old phone opens another account from then on', async () => {
    const deployment = await createDeployment({ store })
    const before = await signIn(deployment)
    const elsewhere = await signIn(deployment, { phoneNumber: before.phoneNumber })
    await provePhone(deployment, newIndianPhone(), cookie(before.token))
    expect(await meWith(deployment, before.token)).toBe(401)
    expect(await meWith(deployment, elsewhere.token)).toBe(401)
    const stranger = await signIn(deployment, { phoneNumber: before.phoneNumber })
    expect(stranger.user.id).not.toBe(before.user.id)
    expect(stranger.user.isNew).toBe(true)
  })

  test('D9 a session that signed in a while ago changes no phone, until its user signs in again', async () => {
    const deployment = await createDeployment({ store })
    const { token, phoneNumber } = await signIn(deployment)
    const fresh = newIndianPhone()
    const body = { purpose: 'verify_phone', phone_e164: `+91${fresh}` }
    const headers = cookie(token)
    expect((await ask(deployment, 'POST /api/otp/send', { body, headers })).status).toBe(200)
    const code = deployment.lastCode()
    deployment.clock.advance(901_000)
    for (const path of ['POST /api/otp/send', 'POST /api/otp/verify']) {
      const refused = await ask(deployment, path, { body: { ...body, code }, headers })
      expect([refused.status, JSON.parse(await refused.text()).code]).toEqual([
        403,
        'sign_in_again',
      ])
    }
    expect((await me(deployment, headers)).user.phoneNumber).toBe(`+91${phoneNumber}`)
    const again = await signIn(deployment, { phoneNumber })
    expect((await provePhone(deployment, fresh, cookie(again.token))).status).toBe(200)
  })

  test('D9 the phone of another user is refused with 409, and nothing changes for either', async () => {
    const deployment = await createDeployment({ store })
    const one = await signIn(deployment)
    const other = await signIn(deployment)
    const refused = await provePhone(deployment, other.phoneNumber, cookie(one.token))
    expect(refused.status).toBe(409)
    expect(JSON.parse(await refused.text())).toMatchObject({ code: 'contact_taken' })
    expect(refused.headers.get('set-cookie')).toBeNull()
    expect((await me(deployment, cookie(one.token))).user.phoneNumber).toBe(`+91${one.phoneNumber}`)
    expect(await meWith(deployment, other.token)).toBe(200)
  })

  test('D9 without a session the same code proves the phone and touches no user', async () => {
    const deployment = await createDeployment({ store })
    const { phoneNumber, token } = await signIn(deployment)
    const proven = await provePhone(deployment, phoneNumber, {})
    expect(proven.status).toBe(200)
    expect(proven.headers.get('set-cookie')).toBeNull()
    expect(await meWith(deployment, token)).toBe(200)
  })

  test('D9 a bearer token that is over is refused before the code is looked at', async () => {
    const deployment = await createDeployment({ store })
    const { token } = await signIn(deployment)
    await ask(deployment, 'POST /api/auth/logout', { headers: bearer(token) })
    const phone_e164 = `+91${newIndianPhone()}`
    const body = { purpose: 'verify_phone', phone_e164 }
    const sent = await ask(deployment, 'POST /api/otp/send', { body, headers: bearer(token) })
    expect(sent.status).toBe(401)
  })

  test('D10 step-up is for the caller: codes go to its own phone, and those of another do not count', async () => {
    const deployment = await createDeployment({ store })
    const one = await signIn(deployment)
    const other = await signIn(deployment)
    const send = (phone: string, headers: Headers) =>
      ask(deployment, 'POST /api/otp/send', {
        body: { purpose: 'step_up', phone_e164: `+91${phone}` },
        headers,
      })
    const verify = (phone: string, code: string, headers: Headers) =>
      ask(deployment, 'POST /api/otp/verify', {
        body: { purpose: 'step_up', phone_e164: `+91${phone}`, code },
        headers,
      })
    expect((await send(one.phoneNumber, {})).status).toBe(401)
    const foreign = await send(other.phoneNumber, cookie(one.token))
    expect(foreign.status).toBe(400)
    expect(JSON.parse(await foreign.text())).toMatchObject({ code: 'invalid_request' })
    expect((await send(other.phoneNumber, cookie(other.token))).status).toBe(200)
    const theirs = deployment.lastCode()
    const guessed = await verify(other.phoneNumber, theirs, cookie(one.token))
    expect(guessed.status).toBe(400)
    expect(JSON.parse(await guessed.text())).toMatchObject({ code: 'invalid_code' })
    expect((await verify(other.phoneNumber, theirs, cookie(other.token))).status).toBe(200)
  })
})

describe.each(Object.entries(sharedStores))('three instances on the %s store', (_name, open) => {
  test('D2 D9 the sessions that a new phone ends are over on the other instances at once', async () => {
    const [one, two, three] = await createSisters(open)
    for (let round = 0; round < 10; round++) {
      const before = await signIn(one)
      await provePhone(two, newIndianPhone(), cookie(before.token))
      const after = await Promise.all(
        [one, two, three].map((sister) => meWith(sister, before.token)),
      )
      expect(after).toEqual([401, 401, 401])
    }
  })

  test('D9 of two users who prove one phone at the same moment one has it', async () => {
    const [one, two] = await createSisters(open)
    for (let round = 0; round < 10; round++) {
      const users = [await signIn(one), await signIn(two)] as const
      const phone_e164 = `+91${newIndianPhone()}`
      const body = { purpose: 'verify_phone', phone_e164 }
      await ask(one, 'POST /api/otp/send', { body })
      const code = one.lastCode()
      const statuses = await Promise.all(
        users.map(async ({ token }, n) => {
          const sister = n === 0 ? one : two
          const headers = cookie(token)
          return (await ask(sister, 'POST /api/otp/verify', { body: { ...body, code }, headers }))
            .status
        }),
      )
      expect(statuses.toSorted()).toEqual([200, 400])
    }
  })
})
