import {
  createSecret,
  type Delivery,
  type Log,
  type LogFields,
  type ProviderKind,
  systemClock,
} from 'countersign'
import { createCallback } from 'countersign/http'
import { arkesel } from 'countersign/providers/arkesel'
import { msg91 } from 'countersign/providers/msg91'
import { resend } from 'countersign/providers/resend'
import { twilio } from 'countersign/providers/twilio'
import { type FakeServices, startFakeServices } from 'countersign/testing/fake-services'
import { expect, onTestFinished } from 'vitest'
import { createDeployment, type Deployment, newPhone, type OpenStore } from './deployment.ts'
import { createListener } from './listener.ts'

/** A provider that reports what became of its messages. */
export type Reporting = 'arkesel' | 'twilio' | 'msg91' | 'resend'

/** A deployment on local services that report to it. */
export interface ReportingDeployment extends Deployment {
  readonly services: FakeServices['services']
  readonly secrets: Readonly<Record<string, string>>
  /** Address of the server, as the services know it. */
  readonly url: string
  /** Where a service reports to. */
  callbackUrl(id: Reporting): string
  /** Sends a code; the provider's name for the message. */
  send(): Promise<string>
  /** The newest delivery. */
  newest(): Promise<Delivery | undefined>
  /** Everything that may change: deliveries and suppressions. */
  kept(): Promise<unknown>
  readonly logged: readonly LogFields[]
}

const hex = '0123456789abcdef'

type Described = Pick<ProviderKind, 'id' | 'callback'>

/** Puts a deployment together whose messages all go through one provider. */
export const createReportingDeployment = async (
  id: Reporting,
  open?: OpenStore,
): Promise<ReportingDeployment> => {
  const fakes = await startFakeServices()
  onTestFinished(fakes.stop)
  const listener = await createListener()
  const secret = (name: string) => createSecret(fakes.secrets[name] ?? '')
  const { urls } = fakes
  const kinds = { arkesel, twilio, msg91, resend }
  const callbackOf = ({ id: integration, callback: kind }: Described, clock = systemClock) => {
    if (kind === undefined) throw new Error(`${integration} does not report`)
    return createCallback({
      ...{ integration, kind, publicUrl: listener.url, secret, clock },
    })
  }
  const callbackUrl = (service: Reporting) => callbackOf(kinds[service]).url
  const parts = { secret, callbackUrl: callbackUrl(id) }
  const create = {
    arkesel: () =>
      arkesel.create({ ...parts, settings: { senderId: 'Acme', baseUrl: urls.arkesel } }),
    twilio: () => {
      const settings = {
        accountSid: `AC${hex}${hex}`,
        messagingServiceSid: `MG${hex}${hex}`,
        baseUrl: urls.twilio,
      }
      return twilio.create({ ...parts, settings })
    },
    msg91: () =>
      msg91.create({
        ...parts,
        settings: { templateId: hex + hex.slice(0, 8), baseUrl: urls.msg91 },
      }),
    resend: () =>
      resend.create({ ...parts, settings: { from: 'otp@acme.example', baseUrl: urls.resend } }),
  }
  const { log, logged } = createRecordingLog()
  const provider = create[id]()
  const deployment = await createDeployment({
    ...(open && { store: open }),
    channels: { sms: [provider], email: [provider] },
    callbacks: (clock) => Object.values(kinds).map((kind) => callbackOf(kind, clock)),
    log,
  })
  listener.answerWith((request) => deployment.fetch(request))
  const { store } = deployment
  const newest = async () => (await store.deliveries.list({ rowsAtMost: 1 }))[0]

  return {
    ...deployment,
    services: fakes.services,
    secrets: fakes.secrets,
    url: listener.url.origin,
    callbackUrl,
    logged,
    newest,
    send: async () => {
      const body =
        id === 'resend'
          ? { purpose: 'email_quote', email: `ama.${newPhone().slice(1)}@example.com` }
          : { purpose: 'login', phone_e164: newPhone() }
      expect((await deployment.post('/api/otp/send', body)).status).toBe(200)
      return fakes.services[id].messages.at(-1)?.id ?? ''
    },
    kept: async () => [
      await store.deliveries.list({ rowsAtMost: 100 }),
      await store.suppressions.list({ rowsAtMost: 100 }),
    ],
  }
}

const createRecordingLog = () => {
  const logged: LogFields[] = []
  const write = (fields: LogFields, message: string) => {
    logged.push({ ...fields, message })
  }
  const log: Log = { info: write, warn: write, error: write }
  return { log, logged }
}
