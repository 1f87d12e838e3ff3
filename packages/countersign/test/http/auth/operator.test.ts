import { createAuditor, createOperator, readPhone, systemRandom } from 'countersign'
import { describe, expect, test } from 'vitest'
import { createDeployment, stores, testKeyRing } from '../../support/deployment.ts'
import { meWith, signIn } from '../../support/person.ts'

const phoneOf = (phoneNumber: string) => {
  const recipient = readPhone(`+91${phoneNumber}`)
  if (recipient === undefined) throw new Error('not a phone')
  return { recipient, actor: 'cli' }
}

describe.each(Object.entries(stores))('an operator on the %s store', (_name, store) => {
  const create = async () => {
    const deployment = await createDeployment({ store })
    const auditor = createAuditor(testKeyRing, systemRandom)
    const parts = { store: deployment.store, keyRing: testKeyRing, policies: {}, auditor }
    return { ...deployment, operator: createOperator(parts) }
  }

  test('D2 E6 ends the sessions of one person at once, and is told how many', async () => {
    const desk = await create()
    const one = await signIn(desk)
    const two = await signIn(desk, { phoneNumber: one.phoneNumber })
    const other = await signIn(desk)
    const ended = await desk.operator.invalidate(phoneOf(one.phoneNumber))
    expect(ended).toEqual({ codes: 0, proofs: 0, sessions: 2 })
    expect(await meWith(desk, one.token)).toBe(401)
    expect(await meWith(desk, two.token)).toBe(401)
    expect(await meWith(desk, other.token)).toBe(200)
    expect((await signIn(desk, { phoneNumber: one.phoneNumber })).user.id).toBe(one.user.id)
  })

  test('F6 erases a person with its user and sessions: whoever comes again is somebody new', async () => {
    const desk = await create()
    const one = await signIn(desk)
    await desk.operator.erase(phoneOf(one.phoneNumber))
    expect(await meWith(desk, one.token)).toBe(401)
    const again = await signIn(desk, { phoneNumber: one.phoneNumber })
    expect(again.user.isNew).toBe(true)
    expect(again.user.id).not.toBe(one.user.id)
  })
})
