import { builtInPurposes, defaultPolicy, type Policies } from 'countersign'
import { describe, expect, test } from 'vitest'
import { createDeployment, stores } from '../../support/deployment.ts'
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

const signInPolicies: Policies = builtInPurposes
const door = { ...defaultPolicy, ...signInPolicies['sign_in'] }

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const graceMs = 60_000

const chromeOnAndroid =
  'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36'

describe.each(Object.entries(stores))('sessions on the %s store', (_name, store) => {
  test('D3 a session ends when it is left alone for too long, and use keeps it', async () => {
    const deployment = await createDeployment({ store, sessions: { idleSeconds: 7200 } })
    const { clock } = deployment
    const used = await signIn(deployment)
    const left = await signIn(deployment)
    clock.advance(hourMs)
    expect(await meWith(deployment, used.token)).toBe(200)
    clock.advance(hourMs - 1)
    expect(await meWith(deployment, used.token)).toBe(200)
    clock.advance(1)
    expect(await meWith(deployment, left.token)).toBe(401)
    expect(await meWith(deployment, used.token)).toBe(200)
  })

  test('D3 no use keeps a session beyond its absolute end', async () => {
    const deployment = await createDeployment({ store })
    const { token } = await signIn(deployment)
    for (let day = 1; day < 30; day++) {
      deployment.clock.advance(dayMs)
      expect(await meWith(deployment, token)).toBe(200)
    }
    deployment.clock.advance(dayMs - 1)
    expect(await meWith(deployment, token)).toBe(200)
    deployment.clock.advance(1)
    expect(await meWith(deployment, token)).toBe(401)
  })

  test('C8 a person sees its sessions in a few words of ours, and which one asks', async () => {
    const deployment = await createDeployment({ store })
    const hostile = '<script>alert(1)</script> Firefox/140.0'
    const first = await signIn(deployment, { headers: { 'user-agent': chromeOnAndroid } })
    deployment.clock.advance(hourMs)
    const { phoneNumber } = first
    const { token } = await signIn(deployment, { phoneNumber, headers: { 'user-agent': hostile } })
    const listed = await ask(deployment, 'GET /api/auth/sessions', { headers: bearer(token) })
    const { sessions } = await bodyOf(listed)
    expect(sessions.map(({ label, isCurrent }) => [label, isCurrent])).toEqual([
      ['Firefox', true],
      ['Chrome on Android', false],
    ])
    expect(sessions.map(({ createdAt }) => Date.parse(createdAt))).toEqual([
      deployment.clock.now(),
      deployment.clock.now() - hourMs,
    ])
  })

  test('D2 a person ends another session of its own by its id, and none of anybody else', async () => {
    const deployment = await createDeployment({ store })
    const mine = await signIn(deployment)
    const lost = await signIn(deployment, { phoneNumber: mine.phoneNumber })
    const theirs = await signIn(deployment)
    const idOf = (token: string) => token.slice(3, token.indexOf('.'))
    const end = (id: string) =>
      ask(deployment, `DELETE /api/auth/sessions/${id}`, { headers: bearer(mine.token) })
    expect((await end(idOf(theirs.token))).status).toBe(404)
    for (const id of ['0', '-1', '1e3', 'x', '%27', '9'.repeat(40)])
      expect((await end(id)).status).toBe(404)
    const ended = await end(idOf(lost.token))
    expect(ended.status).toBe(200)
    expect(ended.headers.get('set-cookie')).toBeNull()
    expect(await meWith(deployment, lost.token)).toBe(401)
    expect(await meWith(deployment, mine.token)).toBe(200)
    expect(await meWith(deployment, theirs.token)).toBe(200)
    expect((await end(idOf(mine.token))).headers.get('set-cookie')).toContain('Max-Age=0')
  })

  test('D2 signing out everywhere ends all sessions of that user', async () => {
    const deployment = await createDeployment({ store })
    const one = await signIn(deployment)
    const two = await signIn(deployment, { phoneNumber: one.phoneNumber })
    const other = await signIn(deployment)
    await ask(deployment, 'DELETE /api/auth/sessions', { headers: bearer(one.token) })
    expect(await meWith(deployment, one.token)).toBe(401)
    expect(await meWith(deployment, two.token)).toBe(401)
    expect(await meWith(deployment, other.token)).toBe(200)
  })

  test('C7 a guest chooses a name, which nobody else can have then, in whatever case', async () => {
    const deployment = await createDeployment({ store })
    const one = await signIn(deployment)
    const other = await signIn(deployment)
    const choose = (token: string, username: string) =>
      ask(deployment, 'PATCH /api/auth/me', { headers: bearer(token), body: { username } })
    const chosen = await choose(one.token, ' Ama.1 ')
    expect(await bodyOf(chosen)).toMatchObject({ user: { username: 'ama.1', isGuest: false } })
    const taken = await choose(other.token, 'AMA.1')
    expect(taken.status).toBe(409)
    expect(await bodyOf(taken)).toEqual({ success: false, message: 'Somebody else has this name' })
    for (const username of [
      '',
      'ab',
      '-ab',
      'a b c',
      'ämä',
      'a'.repeat(31),
      'a\u0000bc',
      '\u212aofi',
    ])
      expect((await choose(other.token, username)).status, username).toBe(400)
    expect(await meWith(deployment, other.token)).toBe(200)
  })

  const rotateWith = (deployment: Parameters<typeof ask>[0], token: string) =>
    ask(deployment, 'POST /api/auth/rotate', { headers: bearer(token) })

  test('D7 a lost answer signs nobody out: the old token is good until the new one was used', async () => {
    const deployment = await createDeployment({ store })
    const { token } = await signIn(deployment)
    expect((await rotateWith(deployment, token)).status).toBe(200)
    deployment.clock.advance(10 * graceMs)
    expect(await meWith(deployment, token)).toBe(200)
    const second = await bodyOf(await rotateWith(deployment, token))
    expect(await meWith(deployment, second.token)).toBe(200)
  })

  test('D7 of two rotations at once one token comes out, and both clients stay signed in', async () => {
    const deployment = await createDeployment({ store })
    const { token } = await signIn(deployment)
    const answers = await Promise.all([1, 2, 3].map(() => rotateWith(deployment, token)))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409])
    const [given] = answers.filter(({ status }) => status === 200)
    if (given === undefined) throw new Error('none was given')
    const next = await bodyOf(given)
    expect(await meWith(deployment, next.token)).toBe(200)
    expect(await meWith(deployment, token)).toBe(200)
  })

  test('D7 an old token that is used a minute after the new one ends the session', async () => {
    const deployment = await createDeployment({ store })
    const { token } = await signIn(deployment)
    const next = await bodyOf(await rotateWith(deployment, token))
    expect(await meWith(deployment, next.token)).toBe(200)
    deployment.clock.advance(graceMs - 1)
    expect(await meWith(deployment, token)).toBe(200)
    deployment.clock.advance(1)
    expect(await meWith(deployment, token)).toBe(401)
    expect(await meWith(deployment, next.token)).toBe(401)
  })

  test('D7 a cookie that is older than a day is replaced in passing, a younger one and a bearer are not', async () => {
    const deployment = await createDeployment({ store })
    const { token } = await signIn(deployment)
    const me = (headers: Readonly<Record<string, string>>) =>
      ask(deployment, 'GET /api/auth/me', { headers })
    deployment.clock.advance(dayMs - 1)
    expect((await me(cookie(token))).headers.get('set-cookie')).toBeNull()
    deployment.clock.advance(graceMs + 1)
    expect((await me(bearer(token))).headers.get('set-cookie')).toBeNull()
    const renewed = await me(cookie(token))
    const header = renewed.headers.get('set-cookie') ?? ''
    expect(header).toMatch(/^__Host-countersign=cs_.*HttpOnly/)
    const seconds = Number(/Max-Age=(\d+)/.exec(header)?.[1])
    expect(seconds).toBeGreaterThan(29 * 86_400 - 120)
    expect(seconds).toBeLessThanOrEqual(29 * 86_400)
    expect((await me(cookie(token))).status).toBe(200)
    expect((await me(cookieOf(renewed))).status).toBe(200)
    deployment.clock.advance(graceMs)
    expect((await me(cookie(token))).status).toBe(401)
  })
})

describe.each(Object.entries(sharedStores))('three instances on the %s store', (_name, open) => {
  test('D2 after signing out on one instance the next request is refused on each of the others, a thousand times', async () => {
    const [one, two, three] = await createSisters(open)
    const on = [one, two, three] as const
    const onEach = (token: string) => Promise.all(on.map((sister) => meWith(sister, token)))
    const signOut = async (token: string, round: number) => {
      expect(await onEach(token)).toEqual([200, 200, 200])
      const signingOut = on[round % 3] ?? one
      const out = await ask(signingOut, 'POST /api/auth/logout', { headers: bearer(token) })
      expect(out.status).toBe(200)
      expect(await onEach(token)).toEqual([401, 401, 401])
    }
    for (let round = 0; round < 1000; round += 10) {
      const tokens: string[] = []
      while (tokens.length < 10) tokens.push((await signIn(one)).token)
      await Promise.all(tokens.map((token, n) => signOut(token, round + n)))
    }
  }, 240_000)

  test('D8 a user has ten sessions at most, however many sign-ins there are at once', async () => {
    const names = Array.from({ length: 14 }, (_, n) => `door_${n}`)
    const policies = {
      ...builtInPurposes,
      ...Object.fromEntries(names.map((name) => [name, door])),
    }
    const sisters = await createSisters(open, { policies })
    const [one, two] = sisters
    const phone_e164 = `+91${newIndianPhone()}`
    const codes: string[] = []
    for (const purpose of names) {
      await ask(one, 'POST /api/otp/send', { body: { purpose, phone_e164 } })
      codes.push(one.lastCode())
    }
    const answers = await Promise.all(
      names.map((purpose, n) =>
        ask(sisters[n % 3] ?? one, 'POST /api/otp/verify', {
          body: { purpose, phone_e164, code: codes[n] },
        }),
      ),
    )
    expect(answers.map(({ status }) => status)).toEqual(names.map(() => 200))
    const statuses = await Promise.all(
      answers.map(async (answer) => {
        const me = await ask(two, 'GET /api/auth/me', { headers: cookieOf(answer) })
        return me.status
      }),
    )
    expect(statuses.filter((status) => status === 200)).toHaveLength(10)
  })

  test('D8 it is the session least lately used that ends', async () => {
    const [one, two, three] = await createSisters(open)
    const phoneNumber = newIndianPhone()
    const tokens: string[] = []
    for (let round = 0; round < 12; round++) {
      const { token } = await signIn([one, two, three][round % 3] ?? one, { phoneNumber })
      tokens.push(token)
      one.clock.advance(90_000)
      await meWith(two, tokens[0] ?? '')
    }
    const statuses = await Promise.all(tokens.map((token) => meWith(two, token)))
    expect(statuses).toEqual([200, 401, 401, ...new Array<number>(9).fill(200)])
  })
})
