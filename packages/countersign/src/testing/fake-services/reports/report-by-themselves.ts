import type { FakeArkesel } from '../arkesel.ts'
import type { FakeHttpService } from '../http-service.ts'
import type { FakeMsg91 } from '../msg91.ts'
import type { FakeResend } from '../resend.ts'
import type { FakeTwilio } from '../twilio.ts'

/** The services that report. */
export interface Reporting {
  readonly arkesel: FakeArkesel
  readonly twilio: FakeTwilio
  readonly msg91: FakeMsg91
  readonly resend: FakeResend
}

/** What is set in the dashboards of real services. */
export interface Dashboard {
  /** Where the server is reached. */
  readonly serverUrl: string
  readonly webhookToken: string
  readonly resendSecret: string
}

/** Long enough for the sender to have taken notice of the answer. */
const pauseMs = 500

/**
 * Lets the services report each message that they take as delivered: to the address that came with the
 * message, or else to the one of the dashboard. Nobody need be there to listen.
 *
 * @returns what ends it
 */
export const reportByThemselves = (services: Reporting, dashboard: Dashboard): (() => void) => {
  const { arkesel, twilio, msg91, resend } = services
  const { serverUrl, webhookToken, resendSecret: secret } = dashboard
  const resendUrl = `${serverUrl}/webhooks/resend`
  const msg91Url = `${serverUrl}/webhooks/msg91/${webhookToken}`
  const timers = new Set<NodeJS.Timeout>()

  const after = (service: FakeHttpService, ...reports: readonly Report[]) =>
    service.onMessage(({ id }) => {
      const timer = setTimeout(() => {
        timers.delete(timer)
        void inOrder(reports, id)
      }, pauseMs)
      timers.add(timer)
    })

  after(arkesel, (id) => arkesel.report(id, { status: 'DELIVERED' }))
  after(
    twilio,
    (id) => twilio.report(id, { status: 'sent' }),
    (id) => twilio.report(id, { status: 'delivered' }),
  )
  after(msg91, (id) => msg91.report(id, { url: msg91Url, format: 'v2', status: '1' }))
  after(
    resend,
    (id) => resend.report(id, { url: resendUrl, secret, type: 'email.sent' }),
    (id) => resend.report(id, { url: resendUrl, secret, type: 'email.delivered' }),
  )
  return () => {
    for (const timer of timers) clearTimeout(timer)
  }
}

type Report = (messageId: string) => Promise<unknown>

const inOrder = async (reports: readonly Report[], messageId: string): Promise<void> => {
  try {
    for (const report of reports) await report(messageId)
  } catch {
    // No address to report to, or nobody there: a real service would not mind either.
  }
}
