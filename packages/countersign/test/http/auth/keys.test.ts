import {
  createKeyRing,
  createReplaceableKeyRing,
  type KeyMaterial,
  type KeyUse,
  keyUses,
} from 'countersign'
import { createFakeClock } from 'countersign/testing'
import { describe, expect, test } from 'vitest'
import { createDeployment, type OpenStore, stores } from '../../support/deployment.ts'
import { ask, bearer, bodyOf, meWith, signIn } from '../../support/person.ts'

let count = 0

const newKey = (use: KeyUse): KeyMaterial => ({
  ...{ id: `${use}-${++count}`, use },
  bytes: new Uint8Array(32).fill(count),
})

/** A deployment whose keys can be changed while it runs. */
const create = async (store: OpenStore) => {
  const clock = createFakeClock()
  let keys = keyUses.map(newKey)
  const keyRing = createReplaceableKeyRing(createKeyRing(keys, clock))
  const change = (next: typeof keys) => {
    keys = next
    keyRing.replaceBy(createKeyRing(keys, clock))
  }
  const deployment = await createDeployment({ store, clock, keyRing })
  return {
    ...deployment,
    rotate: (use: KeyUse) => change([newKey(use), ...keys]),
    retireOld: (use: KeyUse) => {
      const newest = keys.find((key) => key.use === use)
      change(keys.filter((key) => key.use !== use || key === newest))
    },
    userOf: async (token: string) =>
      (await bodyOf(await ask(deployment, 'GET /api/auth/me', { headers: bearer(token) }))).user,
  }
}

describe.each(Object.entries(stores))('keys that change, on the %s store', (_name, store) => {
  test('B6 with new keys of every use people stay who they are, signed in, and see their number', async () => {
    const desk = await create(store)
    const { token, user, phoneNumber } = await signIn(desk)
    for (const use of keyUses) desk.rotate(use)
    expect(await desk.userOf(token)).toMatchObject({
      id: user.id,
      phoneNumber: `+91${phoneNumber}`,
    })
    const again = await signIn(desk, { phoneNumber })
    expect(again.user.id).toBe(user.id)
    desk.retireOld('contact')
    desk.retireOld('recipient')
    expect(await desk.userOf(token)).toMatchObject({
      id: user.id,
      phoneNumber: `+91${phoneNumber}`,
    })
    expect((await signIn(desk, { phoneNumber })).user.id).toBe(user.id)
  })

  test('B6 without the old key for contacts a number is not shown until its user signs in again', async () => {
    const desk = await create(store)
    const { token, user, phoneNumber } = await signIn(desk)
    desk.rotate('contact')
    desk.retireOld('contact')
    const hidden = await desk.userOf(token)
    expect(hidden.id).toBe(user.id)
    expect(hidden.phoneNumber).toBeUndefined()
    const again = await signIn(desk, { phoneNumber })
    expect(again.user).toMatchObject({ id: user.id, phoneNumber: `+91${phoneNumber}` })
  })

  test('B6 D4 without the old key for tokens its sessions are over', async () => {
    const desk = await create(store)
    const { token } = await signIn(desk)
    desk.rotate('token')
    expect(await meWith(desk, token)).toBe(200)
    desk.retireOld('token')
    expect(await meWith(desk, token)).toBe(401)
  })
})
