import { hash } from 'node:crypto'
import { createSecret } from 'countersign'
import { createCallback } from 'countersign/http'
import { arkesel } from 'countersign/providers/arkesel'
import { twilioSignature, webhookSignature } from 'countersign/testing/fake-services'
import { describe, expect, test } from 'vitest'
import { oddBodies } from '../../providers/support/callback-request.ts'
import { stores } from '../../support/deployment.ts'
import {
  createReportingDeployment,
  type Reporting,
  type ReportingDeployment,
} from '../../support/reporting-deployment.ts'

const services: readonly Reporting[] = ['twilio', 'resend', 'arkesel', 'msg91']
const form = 'application/x-www-form-urlencoded'

interface Call {
  readonly path: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array<ArrayBuffer>
}

const call = (
  { fetch, url }: ReportingDeployment,
  { path, method = 'POST', headers = {}, body }: Call,
) => fetch(new Request(`${url}${path}`, { method, headers, ...(body !== undefined && { body }) }))

/** What a service would send of its own accord, ready to be tampered with. */
const genuine = async (
  { callbackUrl, secrets, newest, url }: ReportingDeployment,
  service: Reporting,
): Promise<Required<Call>> => {
  const delivery = await newest()
  const id = delivery?.messageId ?? ''
  const path = callbackUrl(service).slice(url.length)
  const ref = `?delivery=${delivery?.ref}`
  if (service === 'arkesel') {
    const query = `${ref}&sms_id=${id}&status=DELIVERED`
    return { path: `${path}${query}`, method: 'GET', headers: {}, body: '' }
  }
  if (service === 'msg91') {
    const body = JSON.stringify({ requestId: id, status: '1' })
    return { path, method: 'POST', headers: { 'content-type': 'application/json' }, body }
  }
  if (service === 'resend') {
    const body = JSON.stringify({ type: 'email.delivered', data: { email_id: id } })
    return { path, method: 'POST', headers: resendHeaders(body, secrets), body }
  }
  const parameters = [['MessageSid', id] as const, ['MessageStatus', 'delivered'] as const]
  const body = new URLSearchParams(parameters.map(([name, value]) => [name, value])).toString()
  const authToken = secrets['twilio_auth_token'] ?? ''
  const signature = twilioSignature({ url: `${url}${path}${ref}`, parameters, authToken })
  const headers = { 'content-type': form, 'x-twilio-signature': signature }
  return { path: `${path}${ref}`, method: 'POST', headers, body }
}

const resendHeaders = (body: string, secrets: Readonly<Record<string, string>>) => {
  const timestamp = String(Date.UTC(2026, 0, 1) / 1000)
  const secret = secrets['resend_webhook_secret'] ?? ''
  return {
    'svix-id': 'msg_1',
    'svix-timestamp': timestamp,
    'svix-signature': webhookSignature({ id: 'msg_1', timestamp, body, secret }),
  }
}

const withBody = ({ method, ...others }: Required<Call>): Call =>
  method === 'GET' ? { method, path: others.path } : { method, ...others }

type Tamper = (good: Required<Call>) => Call

const forgeries: Readonly<Record<string, Readonly<Record<string, Tamper>>>> = {
  twilio: {
    'no signature': (good) => ({ ...good, headers: { 'content-type': form } }),
    'a wrong signature': (good) => ({
      ...good,
      headers: { ...good.headers, 'x-twilio-signature': 'RSOYDt4T1cUTdK1PDd93/VVr8B8=' },
    }),
    'another body': (good) => ({ ...good, body: `${good.body}&ErrorCode=30004` }),
    'another state': (good) => ({
      ...good,
      body: String(good.body).replace('delivered', 'failed'),
    }),
    'another delivery': (good) => ({ ...good, path: good.path.replace(/\d+-/, '99-') }),
    'no delivery': (good) => ({ ...good, path: good.path.replace(/\?.*/, '') }),
    'more in the query': (good) => ({ ...good, path: `${good.path}&x=1` }),
    'a hash of the body': (good) => ({
      ...good,
      path: `${good.path}&bodySHA256=${hash('sha256', String(good.body))}`,
    }),
  },
  resend: {
    'no signature': (good) => ({ ...good, headers: {} }),
    'a wrong signature': (good) => ({
      ...good,
      headers: { ...good.headers, 'svix-signature': `v1,${'A'.repeat(43)}=` },
    }),
    'another body': (good) => ({ ...good, body: `${good.body} ` }),
    'another state': (good) => ({
      ...good,
      body: String(good.body).replace('delivered', 'complained'),
    }),
    'another id': (good) => ({ ...good, headers: { ...good.headers, 'svix-id': 'msg_2' } }),
    'another moment': (good) => ({
      ...good,
      headers: { ...good.headers, 'svix-timestamp': String(Date.UTC(2026, 0, 1) / 1000 + 1) },
    }),
  },
  arkesel: {
    'a wrong token': (good) => ({
      method: 'GET',
      path: good.path.replace(/(arkesel\/)./, '$1~'),
    }),
    'a longer token': (good) => ({ method: 'GET', path: good.path.replace('?', 'x?') }),
  },
  msg91: {
    'a wrong token': (good) => ({ ...good, path: good.path.replace(/.$/, '~') }),
    'a token that is too short': (good) => ({ ...good, path: good.path.slice(0, -1) }),
    'a token that is not text': (good) => ({ ...good, path: '/webhooks/msg91/%00%FF' }),
  },
}

const cases = services.flatMap((service) =>
  Object.entries(forgeries[service] ?? {}).map(([name, tamper]) => ({ service, name, tamper })),
)

describe.each(Object.entries(stores))('on %s', (_, open) => {
  test.each(services)('H1 %s: every forgery gets 403 and changes nothing', async (service) => {
    const deployment = await createReportingDeployment(service, open)
    await deployment.send()
    const good = await genuine(deployment, service)
    const before = await deployment.kept()
    for (const { name, tamper } of cases.filter((one) => one.service === service)) {
      const answer = await call(deployment, tamper(good))
      expect(answer.status, name).toBe(403)
      expect(await answer.json(), name).toMatchObject({ code: 'invalid_signature' })
      expect(await deployment.kept(), name).toEqual(before)
    }
    expect((await call(deployment, withBody(good))).status).toBe(204)
    expect(await deployment.newest()).toMatchObject({ state: 'delivered' })
  })

  test.each(services)(
    'H3 %s: a message that nobody knows gets the same answer',
    async (service) => {
      const deployment = await createReportingDeployment(service, open)
      const id = await deployment.send()
      const before = await deployment.kept()
      for (const unknown of ['SM0', "'or/**/1=1--", '0', '-1', '9'.repeat(200), `${id}0`])
        expect((await reportDelivered(deployment, service, unknown)).status).toBe(204)
      expect(await deployment.kept()).toEqual(before)
    },
  )

  test('H3 a message of another integration is none, whoever reports on it, by id or by name', async () => {
    const deployment = await createReportingDeployment('twilio', open)
    const id = await deployment.send()
    const ref = (await deployment.newest())?.ref
    const before = await deployment.kept()
    for (const service of ['resend', 'arkesel', 'msg91'] as const)
      expect((await reportDelivered(deployment, service, id, ref)).status).toBe(204)
    expect(await deployment.kept()).toEqual(before)
  })
})

const reportDelivered = (
  { services: fakes, callbackUrl, secrets }: ReportingDeployment,
  service: Reporting,
  id: string,
  ref = '99-0123456789abcdef',
) => {
  const url = callbackUrl(service)
  const named = `${url}?delivery=${ref}`
  switch (service) {
    case 'twilio':
      return postTwilio(named, id, secrets)
    case 'arkesel':
      return fakes.arkesel.report(id, { status: 'DELIVERED', url: named })
    case 'msg91':
      return fakes.msg91.report(id, { status: '1', url, format: 'v3' })
    case 'resend':
      return fakes.resend.report(id, {
        ...{ url, secret: secrets['resend_webhook_secret'] ?? '', type: 'email.delivered' },
        ...{ data: { tags: { delivery: ref } }, atMs: Date.UTC(2026, 0, 1) },
      })
  }
}

const postTwilio = (url: string, id: string, secrets: Readonly<Record<string, string>>) => {
  const parameters = [['MessageSid', id] as const, ['MessageStatus', 'delivered'] as const]
  const authToken = secrets['twilio_auth_token'] ?? ''
  return fetch(url, {
    method: 'POST',
    headers: {
      'content-type': form,
      'x-twilio-signature': twilioSignature({ url, parameters, authToken }),
    },
    body: new URLSearchParams(parameters.map(([name, value]) => [name, value])),
  })
}

test('H1 the address that is signed comes from the configuration, whatever host a call names', async () => {
  const deployment = await createReportingDeployment('twilio')
  await deployment.send()
  const good = await genuine(deployment, 'twilio')
  const { path, method, headers, body } = good
  const init = { method, body: String(body) }
  const proxied = {
    ...headers,
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    forwarded: 'host=evil.example;proto=https',
  }
  const authToken = deployment.secrets['twilio_auth_token'] ?? ''
  const parameters = [...new URLSearchParams(String(body))]
  const evil = `https://evil.example${path}`
  const signature = twilioSignature({ url: evil, parameters, authToken })
  const forEvil = { ...proxied, 'x-twilio-signature': signature }
  expect((await deployment.fetch(new Request(evil, { ...init, headers: forEvil }))).status).toBe(
    403,
  )
  expect(await deployment.newest()).toMatchObject({ state: 'accepted' })
  expect((await deployment.fetch(new Request(evil, { ...init, headers: proxied }))).status).toBe(
    204,
  )
  expect(await deployment.newest()).toMatchObject({ state: 'delivered' })
})

test.each(['twilio', 'resend'] as const)(
  'H1 H2 %s: a call that was recorded is good for nothing else, and an old event for nothing',
  async (service) => {
    const deployment = await createReportingDeployment(service)
    await deployment.send()
    const good = await genuine(deployment, service)
    expect((await call(deployment, good)).status).toBe(204)
    const before = await deployment.kept()
    deployment.clock.advance(301_000)
    const again = await call(deployment, good)
    expect(again.status).toBe(service === 'resend' ? 403 : 204)
    expect(await deployment.kept()).toEqual(before)
  },
)

test('H1 no callback, another method or one step more is 404 or 405, and changes nothing', async () => {
  const deployment = await createReportingDeployment('arkesel')
  await deployment.send()
  const good = await genuine(deployment, 'arkesel')
  const before = await deployment.kept()
  const token = deployment.secrets['webhook_token'] ?? ''
  for (const [method, path, status] of [
    ['HEAD', good.path, 404],
    ['POST', good.path, 404],
    ['PUT', good.path, 405],
    ['GET', `/webhooks/msg91/${token}`, 404],
    ['GET', '/webhooks/twilio', 405],
    ['POST', '/webhooks/twilio/', 404],
    ['POST', `/webhooks/twilio/${token}`, 404],
    ['POST', '/webhooks/arkesel', 404],
    ['POST', '/webhooks/smtp', 404],
    ['POST', '/webhooks/__proto__', 404],
    ['GET', `/webhooks/arkesel/${token}/more`, 404],
    ['GET', '/webhooks', 404],
  ] as const)
    expect((await call(deployment, { method, path })).status, `${method} ${path}`).toBe(status)
  expect(await deployment.kept()).toEqual(before)
})

const posting = services.filter((service) => service !== 'arkesel')

test.each(posting)('L5 H1 %s: every odd body gets a 4xx or changes nothing', async (service) => {
  const deployment = await createReportingDeployment(service)
  await deployment.send()
  const good = await genuine(deployment, service)
  const before = await deployment.kept()
  for (const [name, odd] of oddBodies) {
    const body = typeof odd === 'string' ? odd : new Uint8Array(odd)
    const signed = resendHeaders(Buffer.from(body).toString(), deployment.secrets)
    const headers = service === 'resend' ? signed : good.headers
    const answer = await call(deployment, { path: good.path, headers, body })
    expect(answer.status, name).toBeOneOf([204, 400, 403, 413])
    expect(await deployment.kept(), name).toEqual(before)
  }
})

test.each(posting)(
  'L5 %s: a body of more than 65 536 bytes is refused, whether its length is announced or not',
  async (service) => {
    const deployment = await createReportingDeployment(service)
    const path = deployment.callbackUrl(service).slice(deployment.url.length)
    const body = 'x'.repeat(65_537)
    const announced = { 'content-length': String(body.length) }
    for (const headers of [{}, announced])
      expect((await call(deployment, { path, headers, body })).status).toBe(413)
    expect((await call(deployment, { path, body: body.slice(1) })).status).not.toBe(413)
  },
)

test('G1 G4 A11 the log tells of states and forgeries, and holds no recipient, no token and no provider’s text', async () => {
  const deployment = await createReportingDeployment('twilio')
  const id = await deployment.send()
  await deployment.services.twilio.report(id, {
    ...{ status: 'undelivered', errorCode: 30005 },
    extra: [['ChannelStatusMessage', 'code 123456 to +233244000001 failed']],
  })
  await deployment.services.twilio.report(id, { status: 'sent', signature: 'wrong' })
  const token = deployment.secrets['webhook_token'] ?? ''
  await call(deployment, {
    method: 'GET',
    path: `/webhooks/arkesel/${token.slice(1)}?sms_id=marker`,
  })
  await call(deployment, { method: 'GET', path: `/webhooks/arkesel/${token}?sms_id=marker` })
  expect(deployment.logged.filter(({ tag }) => String(tag).includes('DELIVERY'))).toEqual([
    {
      tag: '[TWILIO_OTP_DELIVERY]',
      integration: 'twilio',
      ...{ state: 'failed', reason: '30005', message: 'a delivery was reported on' },
    },
    {
      ...{ tag: '[TWILIO_OTP_DELIVERY]', integration: 'twilio', code: 'invalid_signature' },
      message: 'a report was refused',
    },
    {
      ...{ tag: '[ARKESEL_OTP_DELIVERY]', integration: 'arkesel', code: 'invalid_signature' },
      message: 'a report was refused',
    },
    {
      ...{ tag: '[ARKESEL_OTP_DELIVERY]', integration: 'arkesel', code: 'invalid_request' },
      message: 'a report was refused',
    },
  ])
  const all = JSON.stringify(deployment.logged)
  for (const secret of [token, token.slice(1), '+2332440', '123456', 'marker'])
    expect(all).not.toContain(secret)
})

test('B12 H2 a report that could not be written down is answered 503, so that it comes again', async () => {
  const deployment = await createReportingDeployment('arkesel', stores['sqlite'])
  await deployment.send()
  const good = await genuine(deployment, 'arkesel')
  await deployment.store.close()
  const answer = await call(deployment, { method: 'GET', path: good.path })
  expect(answer.status).toBe(503)
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await answer.text()).not.toContain(deployment.secrets['webhook_token'])
})

test.each([
  'short',
  'x'.repeat(15),
  'with/slash-and-more',
  'with space and more',
  '',
  'ü'.repeat(16),
])('H1 the token %j is refused at start, and not repeated', (token) => {
  const { callback: kind } = arkesel
  if (kind === undefined) throw new Error('Arkesel reports')
  const create = () =>
    createCallback({
      ...{ integration: 'arkesel', kind, publicUrl: new URL('https://otp.example.com') },
      secret: () => createSecret(token),
    })
  expect(create).toThrow(
    /^webhook_token: must be 16 to 200 letters, digits, hyphens and underscores$/,
  )
})
