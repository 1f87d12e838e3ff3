import type { CountersignOptions } from 'countersign'
import { createFetchGates } from 'countersign/fetch'
import { describe, expect, test } from 'vitest'
import { newPhone } from '../support/deployment.ts'
import { createProving } from './support/proving.ts'
import { signIn } from './support/signing-in.ts'

/** An app that has sessions of its own, and two users who are signed in. */
const createHost = async (purposes: CountersignOptions['purposes'] = {}) => {
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
  const as = (
    user: string,
    path: string,
    more: {
      readonly body?: object
      readonly token?: string
      readonly session?: string | undefined
    } = {},
  ) =>
    new Request(`https://app.acme.example${path}`, {
      method: 'POST',
      headers: {
        ...{ 'content-type': 'application/json', cookie: `session=${user}` },
        ...(more.token !== undefined && { 'x-step-up-token': more.token }),
        ...(more.session !== undefined && { authorization: `Bearer ${more.session}` }),
      },
      body: JSON.stringify(more.body ?? {}),
    })
  const fetch = (request: Request) => countersign.fetch(request, { peer: '203.0.113.9' })
  const ask = async (user: string, path: string, asked: object, session?: string) => {
    const answer = await fetch(as(user, path, { body: asked, session }))
    const body = (await answer.json()) as { readonly step_up_token?: string }
    return { status: answer.status, body }
  }
  const about = (phone: string) => ({ purpose: 'step_up', phone_e164: phone })
  return {
    ...{ countersign, fetch, as, phones, provider },
    lastCode: () => provider.messages.at(-1)?.code.reveal() ?? '',
    send: (user: string, phone: string, session?: string) =>
      ask(user, '/api/otp/send', about(phone), session),
    verify: (user: string, phone: string, session?: string) => {
      const code = provider.messages.at(-1)?.code.reveal()
      return ask(user, '/api/otp/verify', { ...about(phone), code }, session)
    },
    transfer: (user: string, token = '', session?: string) =>
      transfer(as(user, '/transfer', { token, session })),
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

  test("D5 a thief of the host's session gains nothing by a session of ours for his own phone", async () => {
    const { countersign, lastCode, send, verify, transfer } = await createHost()
    const his = newPhone()
    const { token: session } = await signIn(countersign, his, lastCode)
    expect((await send('ama', his, session)).status).toBe(400)
    // Without the host's cookie he is himself, and may have a proof for himself.
    expect((await send('nobody', his, session)).status).toBe(200)
    const { body } = await verify('nobody', his, session)
    expect(body.step_up_token).toMatch(/^cp_/)
    expect((await transfer('ama', body.step_up_token, session)).status).toBe(403)
    expect((await transfer('ama', body.step_up_token)).status).toBe(403)
  })

  test('D10 whoever is signed in to the host and signs in with a code gets a cookie, and no token to read', async () => {
    const { fetch, as, lastCode } = await createHost()
    const about = { purpose: 'sign_in', phone_e164: newPhone() }
    await fetch(as('ama', '/api/otp/send', { body: about }))
    const code = lastCode()
    const answer = await fetch(as('ama', '/api/otp/verify', { body: { ...about, code } }))
    expect(await answer.json()).toEqual({ status: 'verified' })
    expect(answer.headers.get('set-cookie')).toContain('__Host-countersign=cs_')
  })

  test.each([
    ['undefined', undefined],
    ['empty', ''],
  ])('D5 a user whose id is %s is refused instead of being everybody', async (_what, id) => {
    const hostUser = () => ({ id: id as string, contacts: [newPhone()] })
    const { countersign, prove } = await createProving({ hostUser })
    const gate = createFetchGates(countersign).requireProof('step_up')
    const token = await prove({ purpose: 'step_up', phone: newPhone(), subject: 'kofi' })
    const headers = { 'x-step-up-token': token }
    const request = new Request('https://app.acme.example/transfer', { method: 'POST', headers })
    expect((await gate(() => new Response('moved'))(request)).status).toBe(401)
  })

  test('D2 a host that says null of nobody means nobody', async () => {
    const { countersign } = await createProving({ hostUser: () => null })
    const request = new Request('https://app.acme.example/api/otp/send', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ purpose: 'login', phone_e164: newPhone() }),
    })
    expect((await countersign.fetch(request, { peer: '203.0.113.9' })).status).toBe(200)
  })

  test('E4 a person who is signed in does a captcha like everybody else', async () => {
    const { phones, send } = await createHost({ step_up: { captcha: true } })
    expect((await send('ama', phones.ama)).body).toMatchObject({ code: 'captcha_failed' })
  })
})
