import { createFetchGates } from 'countersign/fetch'
import { describe, expect, test } from 'vitest'
import { newPhone } from '../support/deployment.ts'
import { createProving } from './support/proving.ts'

/** An app that has sessions of its own, and two users who are signed in. */
const createHost = async (purposes = {}) => {
  const phones = { ama: newPhone(), kofi: newPhone() }
  const proving = await createProving({
    ...{ purposes, captcha: neverPassed },
    hostUser: ({ headers }) => {
      const id = /session=(ama|kofi)/.exec(headers.get('cookie') ?? '')?.[1]
      return id === 'ama' || id === 'kofi' ? { id, contacts: [phones[id]] } : undefined
    },
  })
  const { countersign, provider } = proving
  const { requireProof } = createFetchGates(countersign)
  const transfer = requireProof('step_up')((_request, proof) => Response.json(proof))
  const as = (user: string, path: string, more: { readonly body?: object; token?: string } = {}) =>
    new Request(`https://app.acme.example${path}`, {
      method: 'POST',
      headers: {
        ...{ 'content-type': 'application/json', cookie: `session=${user}` },
        ...(more.token !== undefined && { 'x-step-up-token': more.token }),
      },
      body: JSON.stringify(more.body ?? {}),
    })
  const ask = async (user: string, path: string, asked: object) => {
    const answer = await countersign.fetch(as(user, path, { body: asked }), { peer: '203.0.113.9' })
    const body = (await answer.json()) as { readonly step_up_token?: string }
    return { status: answer.status, body }
  }
  const about = (phone: string) => ({ purpose: 'step_up', phone_e164: phone })
  return {
    phones,
    provider,
    send: (user: string, phone: string) => ask(user, '/api/otp/send', about(phone)),
    verify: (user: string, phone: string) => {
      const code = provider.messages.at(-1)?.code.reveal()
      return ask(user, '/api/otp/verify', { ...about(phone), code })
    },
    transfer: (user: string, token = '') => transfer(as(user, '/transfer', { token })),
  }
}

const neverPassed = {
  id: 'turnstile',
  verify: async () => ({ kind: 'failed', reason: 'invalid' }) as const,
}

describe('a host with sessions of its own', () => {
  test('D10 lets who is signed in step up with the phone on their record, once', async () => {
    const { phones, send, verify, transfer } = await createHost()
    expect((await send('ama', phones.ama)).body).toMatchObject({ status: 'sent' })
    const { body } = await verify('ama', phones.ama)
    const passed = await transfer('ama', body.step_up_token)
    expect([passed.status, await passed.json()]).toEqual([
      200,
      expect.objectContaining({ subject: 'ama', recipient: phones.ama }),
    ])
    expect((await transfer('ama', body.step_up_token)).status).toBe(403)
  })

  test('D10 gives strangers neither a code nor a proof', async () => {
    const { phones, send, verify, provider } = await createHost()
    expect((await send('nobody', phones.ama)).status).toBe(401)
    expect(provider.messages).toHaveLength(0)
    await send('ama', phones.ama)
    expect((await verify('nobody', phones.ama)).status).toBe(401)
  })

  test('D5 a session that was taken over cannot step up with a phone of the thief', async () => {
    const { send, verify, phones, provider } = await createHost()
    const thief = newPhone()
    expect((await send('ama', thief)).status).toBe(400)
    expect(provider.messages).toHaveLength(0)
    await send('kofi', phones.kofi)
    expect((await verify('ama', phones.kofi)).body).toMatchObject({ code: 'invalid_code' })
  })

  test('D5 the proof of one user opens nothing for another, nor without a session', async () => {
    const { phones, send, verify, transfer } = await createHost()
    await send('ama', phones.ama)
    const { body } = await verify('ama', phones.ama)
    expect((await transfer('kofi', body.step_up_token)).status).toBe(403)
    expect((await transfer('nobody', body.step_up_token)).status).toBe(403)
    expect((await transfer('ama', body.step_up_token)).status).toBe(200)
  })

  test('E4 a person who is signed in does a captcha like everybody else', async () => {
    const { phones, send } = await createHost({ step_up: { captcha: true } })
    expect((await send('ama', phones.ama)).body).toMatchObject({ code: 'captcha_failed' })
  })
})
