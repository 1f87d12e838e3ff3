import { createSecret, defaultPolicy, type Policies, type RedeemProof } from 'countersign'
import { describe, expect, test } from 'vitest'
import { newPhone, stores } from '../support/deployment.ts'
import { createInstances, type Instance, recipientOf } from '../support/instances.ts'

const login = { ...defaultPolicy, channels: ['sms', 'email'] as const, limits: [] }
const policies: Policies = { login, register: login }

/** Has an instance give a proof. */
const proofFrom = async (instance: Instance, to = newPhone(), subject?: string) => {
  await instance.send(to)
  const how = subject === undefined ? {} : { subject }
  const outcome = await instance.verify(to, instance.lastCode(), how)
  if (outcome.kind !== 'verified' || outcome.opened?.kind !== 'proof')
    throw new Error(`no proof: ${outcome.kind}`)
  return outcome.opened.token
}

const redeem = (instance: Instance, token: RedeemProof['token'], more: Partial<RedeemProof> = {}) =>
  instance.engine.redeem({ purpose: 'login', token, redeemer: 'api-key:shop', ...more })

describe.each(Object.entries(stores))('D5 redeeming on %s', (_, store) => {
  test('D5 the proof says whose phone it was and when, in the clear only for whoever brings it', async () => {
    const { instances, clock } = await createInstances({ store, policies })
    const phone = newPhone()
    const token = await proofFrom(instances[0], phone, 'user-7')
    const verifiedAtMs = clock.now()
    clock.advance(1000)
    const outcome = await redeem(instances[1], token)
    expect(outcome).toMatchObject({ kind: 'redeemed', recipientKind: 'phone', subject: 'user-7' })
    if (outcome.kind !== 'redeemed') return
    expect(outcome.address.reveal()).toBe(phone)
    expect(outcome.verifiedAtMs).toBe(verifiedAtMs)
    expect(JSON.stringify(outcome)).not.toContain(phone)
    expect(await redeem(instances[0], token)).toEqual({ kind: 'refused', reason: 'used' })
  })

  test('B6 D5 a proof outlives a new key for tokens and one for recipients, until its own is retired', async () => {
    const { instances, rotate, retireOld } = await createInstances({ store, policies })
    const phone = newPhone()
    const recipient = recipientOf(phone)
    const [kept, lost] = [await proofFrom(instances[0], phone), await proofFrom(instances[0])]
    rotate('token')
    rotate('recipient')
    expect(await redeem(instances[1], kept, { recipient })).toMatchObject({ kind: 'redeemed' })
    retireOld('token')
    expect(await redeem(instances[1], lost)).toEqual({ kind: 'refused', reason: 'unknown' })
  })

  test('A5 D5 a proof is over at its end by the clock of the store, whatever the instance believes', async () => {
    const behindMs = 3_600_000
    const { instances, clock } = await createInstances({ store, policies, behindMs })
    const [in_time, late] = [await proofFrom(instances[0]), await proofFrom(instances[0])]
    clock.advance(defaultPolicy.proofTtlSeconds * 1000 - 1)
    expect(await redeem(instances[1], in_time)).toMatchObject({ kind: 'redeemed' })
    clock.advance(1)
    expect(await redeem(instances[1], late)).toEqual({ kind: 'refused', reason: 'expired' })
  })

  test('C7 D5 a proof for another purpose, recipient, subject, action or session is foreign and unharmed', async () => {
    const { instances } = await createInstances({ store, policies })
    const [here, there] = instances
    const phone = newPhone()
    const token = await proofFrom(here, phone, 'user-7')
    const foreign: readonly Partial<RedeemProof>[] = [
      { purpose: 'register' },
      { recipient: recipientOf(newPhone()) },
      { subject: 'user-8' },
      { action: { name: 'transfer' } },
      { sessionRef: '1' },
    ]
    for (const more of foreign)
      expect(await redeem(there, token, more)).toEqual({ kind: 'refused', reason: 'foreign' })
    const recipient = recipientOf(phone)
    expect(await redeem(there, token, { recipient, subject: 'user-7' })).toMatchObject({
      kind: 'redeemed',
    })
  })
})

test('D5 a purpose that does not exist is misuse, and no proof is looked for', async () => {
  const { instances } = await createInstances({ store: stores.memory, policies })
  await expect(redeem(instances[0], createSecret('x'), { purpose: 'nope' })).rejects.toMatchObject({
    code: 'invalid_request',
  })
})
