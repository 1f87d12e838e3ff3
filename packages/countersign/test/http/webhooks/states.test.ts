import { describe, expect, test } from 'vitest'
import { stores } from '../../support/deployment.ts'
import {
  createReportingDeployment,
  type Reporting,
  type ReportingDeployment,
} from '../../support/reporting-deployment.ts'

type Report = (deployment: ReportingDeployment, id: string) => Promise<{ readonly status: number }>

const resendSays =
  (type: string, data: object = {}): Report =>
  ({ services, secrets, callbackUrl }, id) =>
    services.resend.report(id, {
      ...{ url: callbackUrl('resend'), secret: secrets['resend_webhook_secret'] ?? '' },
      ...{ type, data: { ...data }, atMs: Date.UTC(2026, 0, 1) },
    })

const twilioSays =
  (status: string, errorCode?: number): Report =>
  ({ services }, id) =>
    services.twilio.report(id, { status, ...(errorCode !== undefined && { errorCode }) })

const arkeselSays =
  (status: string): Report =>
  ({ services }, id) =>
    services.arkesel.report(id, { status })

const msg91Says =
  (format: 'v2' | 'v3' | 'v4', status: string): Report =>
  ({ services, callbackUrl }, id) =>
    services.msg91.report(id, {
      url: callbackUrl('msg91'),
      format,
      status,
      description: 'DELIVERED',
    })

const delivered: readonly (readonly [Reporting, string, Report])[] = [
  ['twilio', 'a status callback', twilioSays('delivered')],
  ['resend', 'an event', resendSays('email.delivered')],
  ['arkesel', 'a call with a query', arkeselSays('DELIVERED')],
  ['msg91', 'a form with JSON inside', msg91Says('v2', '1')],
  ['msg91', 'flat JSON', msg91Says('v3', '1')],
  ['msg91', 'a list of events', msg91Says('v4', '1')],
]

const permanent = { bounce: { type: 'Permanent', subType: 'NoEmail' } }

/** Everything that may be said of one message, and what is left in whatever order it comes. */
const stories: readonly (readonly [Reporting, readonly Report[], object, string | undefined])[] = [
  [
    'twilio',
    [twilioSays('sent'), twilioSays('undelivered', 30003), twilioSays('delivered')],
    { state: 'delivered', reason: null },
    undefined,
  ],
  [
    'twilio',
    [twilioSays('queued'), twilioSays('sent'), twilioSays('failed', 30004)],
    { state: 'failed', reason: '30004' },
    'opted_out',
  ],
  [
    'resend',
    [
      resendSays('email.sent'),
      resendSays('email.delivered'),
      resendSays('email.bounced', permanent),
    ],
    { state: 'bounced', reason: 'no_email' },
    'bounced',
  ],
  [
    'resend',
    [resendSays('email.sent'), resendSays('email.delivered'), resendSays('email.complained')],
    { state: 'complained', reason: null },
    'complained',
  ],
  [
    'arkesel',
    [arkeselSays('SUBMITTED'), arkeselSays('EXPIRED'), arkeselSays('DELIVERED')],
    { state: 'delivered', reason: null },
    undefined,
  ],
  ['msg91', [msg91Says('v2', '2'), msg91Says('v3', '1')], { state: 'delivered' }, undefined],
]

const permutations = <Item>(items: readonly Item[]): readonly (readonly Item[])[] =>
  items.length < 2
    ? [items]
    : items.flatMap((item, n) =>
        permutations(items.toSpliced(n, 1)).map((others) => [item, ...others]),
      )

describe.each(Object.entries(stores))('on %s', (_, open) => {
  test.each(delivered)(
    'E5 F9 what %s says in %s is seen in the delivery, with the provider’s name for the message',
    async (service, _format, report) => {
      const deployment = await createReportingDeployment(service, open)
      const id = await deployment.send()
      expect(await deployment.newest()).toMatchObject({ state: 'accepted', messageId: id })
      expect(await report(deployment, id)).toEqual({ status: 204 })
      expect(await deployment.newest()).toMatchObject({
        integration: service,
        state: 'delivered',
        messageId: id,
      })
    },
  )

  test.each(stories)(
    'H2 %s: reports in any order, each of them twice, end in the same state',
    async (service, reports, due, suppressed) => {
      const deployment = await createReportingDeployment(service, open)
      for (const order of permutations(reports)) {
        const id = await deployment.send()
        for (const report of order.flatMap((one) => [one, one]))
          expect(await report(deployment, id)).toEqual({ status: 204 })
        expect(await deployment.newest()).toMatchObject({ messageId: id, ...due })
      }
      const suppressions = await deployment.store.suppressions.list({ rowsAtMost: 100 })
      const reasons = suppressions.map(({ reason }) => reason)
      const people = permutations(reports).length
      expect(reasons).toEqual(suppressed === undefined ? [] : Array(people).fill(suppressed))
    },
  )

  test('H2 a report that comes again changes nothing at all, not even when it last changed', async () => {
    const deployment = await createReportingDeployment('resend', open)
    const id = await deployment.send()
    const report = resendSays('email.bounced', permanent)
    await report(deployment, id)
    const kept = await deployment.kept()
    deployment.clock.advance(60_000)
    for (const again of [report, resendSays('email.sent'), resendSays('email.delivered')])
      expect(await again(deployment, id)).toEqual({ status: 204 })
    expect(await deployment.kept()).toEqual(kept)
  })

  test('C6 MSG91 may report on many messages in one call', async () => {
    const deployment = await createReportingDeployment('msg91', open)
    const ids = [await deployment.send(), await deployment.send(), await deployment.send()]
    const entries = ids.map((requestId, n) => ({
      ...{ requestId, report: [{ number: '919800000000', status: n === 1 ? '2' : '1' }] },
    }))
    const body = new URLSearchParams({ data: JSON.stringify([...entries, { requestId: 'other' }]) })
    const sent = await fetch(deployment.callbackUrl('msg91'), { method: 'POST', body })
    expect(sent.status).toBe(204)
    const deliveries = await deployment.store.deliveries.list({ rowsAtMost: 10 })
    expect(deliveries.map(({ state }) => state)).toEqual(['delivered', 'failed', 'delivered'])
  })

  test('E5 a report that is quicker than the provider’s answer is not lost', async () => {
    const deployment = await createReportingDeployment('twilio', open)
    const reported = new Promise<string>((resolve) => {
      deployment.services.twilio.onMessage(({ id }) => resolve(id))
    }).then((id) => deployment.services.twilio.report(id, { status: 'delivered' }))
    deployment.services.twilio.breakWith({ kind: 'late', afterMs: 300 }, 1)
    const id = await deployment.send()
    expect(await reported).toEqual({ status: 204 })
    expect(await deployment.newest()).toMatchObject({ state: 'delivered', messageId: id })
  })
})
