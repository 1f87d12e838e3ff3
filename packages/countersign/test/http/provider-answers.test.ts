import { defaultPolicy, type LogFields, type Policies, type Provider, silentLog } from 'countersign'
import { createArkesel } from 'countersign/providers/arkesel'
import { createMsg91 } from 'countersign/providers/msg91'
import { createResend } from 'countersign/providers/resend'
import { createSmtp } from 'countersign/providers/smtp'
import { createTwilio } from 'countersign/providers/twilio'
import {
  createFakeArkesel,
  createFakeMsg91,
  createFakeResend,
  createFakeSmtp,
  createFakeTwilio,
  type FakeHttpService,
  type FakeSmtp,
} from 'countersign/testing/fake-services'
import { describe, expect, onTestFinished, test } from 'vitest'
import {
  arkeselRows,
  type ExpectedOutcome,
  httpTroubleRows,
  msg91Codes,
  resendRows,
  rowsOf,
  smtpRefusals,
  twilioDeliveryCodes,
  twilioRequestCodes,
} from '../providers/support/answer-tables.ts'
import {
  accountSid,
  messagingServiceSid,
  secret,
  templateId,
} from '../providers/support/under-test.ts'
import { createDeployment, stores } from '../support/deployment.ts'

/** What a class of answers comes to: for the provider, the person, the quota and the operator. */
interface Consequence {
  readonly calls: number
  readonly status: 200 | 502
  readonly tag: 'SEND' | 'FAILURE'
  readonly level: 'info' | 'warn'
}

const refused = { calls: 1, status: 502, tag: 'FAILURE', level: 'warn' } as const
const triedAgain = { ...refused, calls: 3 } as const

const consequences: Readonly<Record<string, Consequence>> = {
  accepted: { calls: 1, status: 200, tag: 'SEND', level: 'info' },
  bad_recipient: refused,
  opted_out: refused,
  policy: refused,
  config: refused,
  funds: refused,
  throttled: triedAgain,
  transient: triedAgain,
  // The message may arrive, so the person is told to wait for it, and nothing is given back.
  unknown: { calls: 1, status: 200, tag: 'FAILURE', level: 'warn' },
}

const consequenceOf = (outcome: ExpectedOutcome, isIdempotent: boolean): Consequence => {
  const usual = consequences[outcome.kind]
  if (usual === undefined) throw new Error(`no such class: ${outcome.kind}`)
  const isTooLong = Number(outcome['retryAfterMs'] ?? 0) > 2000
  if (isTooLong) return { ...usual, calls: 1 }
  return outcome.kind === 'unknown' && isIdempotent ? { ...usual, calls: 3 } : usual
}

/** One message an hour, so that one that was not given back is noticed. */
const policies: Policies = {
  once: {
    ...defaultPolicy,
    channels: ['sms', 'email'],
    resendSeconds: 0,
    limits: [
      { per: 'recipient', on: 'send', max: 1, seconds: 3600 },
      { per: 'ip', on: 'send', max: 1, seconds: 3600 },
    ],
  },
}

interface Case {
  readonly name: string
  readonly outcome: ExpectedOutcome
  readonly start: () => Promise<{ readonly provider: Provider; readonly calls: () => number }>
}

const parts = { secret, callbackUrl: undefined }

const over = <Fake extends FakeHttpService>(
  name: string,
  {
    create,
    provide,
  }: {
    readonly create: () => Promise<Fake>
    readonly provide: (fake: Fake) => Provider
  },
) => ({
  row: (said: string, outcome: ExpectedOutcome, breakIt: (fake: Fake) => void): Case => ({
    name: `${name}: ${said}`,
    outcome,
    start: async () => {
      const fake = await create()
      onTestFinished(fake.stop)
      breakIt(fake)
      return { provider: provide(fake), calls: () => fake.requests.length }
    },
  }),
})

const arkesel = over('Arkesel', {
  create: createFakeArkesel,
  provide: ({ url }) => createArkesel({ settings: { senderId: 'Acme', baseUrl: url }, ...parts }),
})
const twilio = over('Twilio', {
  create: createFakeTwilio,
  provide: ({ url: baseUrl }) =>
    createTwilio({ settings: { accountSid, messagingServiceSid, baseUrl }, ...parts }),
})
const msg91 = over('MSG91', {
  create: createFakeMsg91,
  provide: ({ url: baseUrl }) => createMsg91({ settings: { templateId, baseUrl }, ...parts }),
})
const resend = over('Resend', {
  create: createFakeResend,
  provide: ({ url: baseUrl }) =>
    createResend({ settings: { from: 'Acme <otp@acme.example>', baseUrl }, ...parts }),
})

const smtpRow = ([at, reply, kind]: (typeof smtpRefusals)[number]): Case => ({
  name: `SMTP: ${reply} at ${at}`,
  outcome: { kind },
  start: async () => {
    const fake: FakeSmtp = await createFakeSmtp()
    onTestFinished(fake.stop)
    fake.breakWith({ at, does: { reply } })
    const url = fake.url.replace('//', '//otp%40acme.example@')
    const provider = createSmtp({ settings: { url, from: 'otp@acme.example' }, ...parts })
    return { provider, calls: fake.sessions }
  },
})

const cases: readonly Case[] = [
  ...arkeselRows.map(([said, outcome]) =>
    arkesel.row(said, outcome, (fake) => fake.answerWith(said)),
  ),
  ...rowsOf(twilioRequestCodes).map(({ code, kind }) =>
    twilio.row(String(code), { kind }, (fake) => fake.refuseWith(code)),
  ),
  ...rowsOf(twilioDeliveryCodes).map(({ code, kind }) =>
    twilio.row(`201 and ${code}`, { kind }, (fake) => fake.failWith('failed', code)),
  ),
  ...rowsOf(msg91Codes).map(({ code, kind }) =>
    msg91.row(`200 and ${code}`, { kind }, (fake) => fake.refuseWith({ code })),
  ),
  ...resendRows.map(({ status, name, kind }) =>
    resend.row(`${status} ${name}`, { kind }, (fake) => fake.refuseWith({ status, name })),
  ),
  ...smtpRefusals.map(smtpRow),
  ...httpTroubleRows.flatMap(([said, trouble, outcome]) => [
    arkesel.row(said, outcome, (fake) => fake.breakWith(trouble)),
    twilio.row(said, outcome, (fake) => fake.breakWith(trouble)),
    msg91.row(said, outcome, (fake) => fake.breakWith(trouble)),
    resend.row(said, outcome, (fake) => fake.breakWith(trouble)),
  ]),
]

describe('A9 B2 B3 A11 whatever a provider answers, the person, the quota and the operator get what is due', () => {
  test.each(cases)('$name is $outcome.kind', async ({ outcome, start }) => {
    const { provider, calls } = await start()
    const lines: [string, LogFields][] = []
    const log = {
      ...silentLog,
      info: (fields: LogFields) => void lines.push(['info', fields]),
      warn: (fields: LogFields) => void lines.push(['warn', fields]),
    }
    const channels = { sms: [provider], email: [provider] }
    const under = await createDeployment({ store: stores.memory, policies, channels, log })
    const due = consequenceOf(outcome, provider.isIdempotent === true)
    const body = provider.channels.includes('sms')
      ? { purpose: 'once', phone_e164: '+233200000000' }
      : { purpose: 'once', email: 'Ama@example.com' }

    const answer = await under.post('/api/otp/send', body)
    expect(answer.status).toBe(due.status)
    expect(await answer.json()).toMatchObject(
      due.status === 200 ? { status: 'sent' } : { code: 'delivery_failed' },
    )
    expect(calls()).toBe(due.calls)

    const tag = `[${provider.id.toUpperCase()}_OTP_${due.tag}]`
    const tagged = lines.filter(([, fields]) => fields['tag'] === tag)
    expect(tagged).toMatchObject([[due.level, { outcome: outcome.kind, integration: provider.id }]])

    const again = await under.post('/api/otp/send', body)
    expect(again.status === 429, 'the quota was used up').toBe(due.status === 200)
  })
})
