import { builtInPurposes, type Policies } from 'countersign'
import { describe, expect, test } from 'vitest'
import { createDeployment, stores } from '../../support/deployment.ts'
import {
  ask,
  askForCode,
  bodyOf,
  cookie,
  cookieOf,
  meWith,
  newIndianPhone,
  signIn,
} from '../../support/person.ts'
import { createSisters, sharedStores } from '../../support/sisters.ts'

const wrong = (code: string) => (code === '000000' ? '111111' : '000000')

describe.each(Object.entries(stores))('signing in on the %s store', (_name, store) => {
  test('C7 ten digits and a code give a user, a token and a cookie', async () => {
    const deployment = await createDeployment({ store })
    const phoneNumber = newIndianPhone()
    const asked = await ask(deployment, 'POST /api/auth/otp/request', { body: { phoneNumber } })
    expect(asked.status).toBe(200)
    expect(await bodyOf(asked)).toEqual({
      success: true,
      message: 'The code is on its way',
      expiresIn: 600,
      resendIn: 60,
    })
    const otp = deployment.lastCode()
    const response = await ask(deployment, 'POST /api/auth/otp/verify', {
      body: { phoneNumber, otp },
    })
    expect(response.status).toBe(200)
    const { token, user, ...rest } = await bodyOf(response)
    expect(rest).toEqual({ success: true, message: 'You are signed in' })
    expect(token).toMatch(/^cs_[1-9][0-9]*\.[\w-]{43,}$/)
    expect(user).toMatchObject({ phoneNumber: `+91${phoneNumber}`, isGuest: true, isNew: true })
    expect(response.headers.get('set-cookie')).toContain(`__Host-countersign=${token}; `)
    expect(await meWith(deployment, token)).toBe(200)
  })

  test('C7 somebody who comes again is the same user, with another session', async () => {
    const deployment = await createDeployment({ store })
    const first = await signIn(deployment)
    const second = await signIn(deployment, { phoneNumber: first.phoneNumber })
    expect(second.user.id).toBe(first.user.id)
    expect(second.user.isNew).toBeUndefined()
    expect(second.token).not.toBe(first.token)
    expect(await meWith(deployment, first.token)).toBe(200)
  })

  test('C7 an email address signs in as a phone does', async () => {
    const deployment = await createDeployment({ store })
    const body = { email: 'Ama@Example.com' }
    await ask(deployment, 'POST /api/auth/otp/request', { body })
    const answered = await ask(deployment, 'POST /api/auth/otp/verify', {
      body: { email: 'ama@example.com', otp: deployment.lastCode() },
    })
    const { user } = await bodyOf(answered)
    expect(user).toMatchObject({ email: 'ama@example.com', isGuest: true })
    expect(user.phoneNumber).toBeUndefined()
  })

  test('C7 a wrong, used, replaced or unknown code gets the same 401, byte for byte', async () => {
    const deployment = await createDeployment({ store })
    const { phoneNumber } = await signIn(deployment)
    const used = deployment.lastCode()
    await askForCode(deployment, phoneNumber)
    const current = deployment.lastCode()
    const bodies = [
      { phoneNumber, otp: wrong(current) },
      { phoneNumber, otp: used === current ? wrong(current) : used },
      { phoneNumber, otp: 'not a code' },
      { phoneNumber: newIndianPhone(), otp: current },
    ]
    const seen = await Promise.all(
      bodies.map(async (body) => {
        const answered = await ask(deployment, 'POST /api/auth/otp/verify', { body })
        return `${answered.status} ${JSON.stringify([...answered.headers])} ${await answered.text()}`
      }),
    )
    expect(new Set(seen).size).toBe(1)
    expect(seen[0]).toContain('{"success":false,"message":"Invalid or expired code"}')
    expect(seen[0]).toMatch(/^401 /)
  })

  test('D1 a token that the client brings along is never the one it is signed in with', async () => {
    const deployment = await createDeployment({ store })
    const planted = `cs_1.${'A'.repeat(43)}abc`
    const { token, response } = await signIn(deployment, { headers: cookie(planted) })
    expect(token).not.toBe(planted)
    expect(response.headers.get('set-cookie')).not.toContain(planted)
    expect(await meWith(deployment, planted)).toBe(401)
    const again = await signIn(deployment, { headers: cookie(token) })
    expect(again.token).not.toBe(token)
  })

  test('D6 no token opens what another kind of token opens', async () => {
    const deployment = await createDeployment({ store })
    const { token } = await signIn(deployment)
    const swapped = token.replace(/^cs_/, 'cp_')
    for (const other of [swapped, token.slice(3), `${token}A`, token.slice(0, -1), 'cs_', 'ck_x'])
      expect(await meWith(deployment, other), other).toBe(401)
  })
})

const door: Policies[string] | undefined = builtInPurposes['sign_in']

describe.each(Object.entries(stores))('the user on the %s store', (_name, store) => {
  test('C1 C7 two right codes at the same moment, each of its own purpose, come to one user', async () => {
    if (door === undefined) throw new Error('there is no sign_in')
    const deployment = await createDeployment({ store, policies: { ...builtInPurposes, door } })
    for (let round = 0; round < 10; round++) {
      const phoneNumber = newIndianPhone()
      const phone_e164 = `+91${phoneNumber}`
      await askForCode(deployment, phoneNumber)
      const otp = deployment.lastCode()
      await ask(deployment, 'POST /api/otp/send', { body: { purpose: 'door', phone_e164 } })
      const code = deployment.lastCode()
      const [one, other] = await Promise.all([
        ask(deployment, 'POST /api/auth/otp/verify', { body: { phoneNumber, otp } }),
        ask(deployment, 'POST /api/otp/verify', { body: { purpose: 'door', phone_e164, code } }),
      ])
      const { user } = await bodyOf(one)
      const theirs = await ask(deployment, 'GET /api/auth/me', { headers: cookieOf(other) })
      expect((await bodyOf(theirs)).user.id).toBe(user.id)
    }
  })
})

describe.each(Object.entries(sharedStores))('three instances on the %s store', (_name, open) => {
  test('A1 C7 of many sign-ins at once with one code one succeeds, and it is one user every time', async () => {
    const sisters = await createSisters(open)
    const [first] = sisters
    const phoneNumber = newIndianPhone()
    const ids = new Set<string>()
    for (let round = 0; round < 5; round++) {
      await askForCode(first, phoneNumber)
      const body = { phoneNumber, otp: first.lastCode() }
      const answers = await Promise.all(
        [...sisters, ...sisters].map((sister) =>
          ask(sister, 'POST /api/auth/otp/verify', { body }),
        ),
      )
      const good = answers.filter(({ status }) => status === 200)
      expect(good).toHaveLength(1)
      for (const answer of good) ids.add((await bodyOf(answer)).user.id)
    }
    expect(ids.size).toBe(1)
  })
})
