import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createAuditor, type Store, type SwitchScope, systemRandom } from 'countersign'
import { initKeyRing, readKeyRing } from 'countersign/keys'
import { examine } from '../../src/doctor/examine.ts'
import type { Finding } from '../../src/doctor/finding.ts'
import { printJson } from '../../src/doctor/print/json.ts'
import { printText } from '../../src/doctor/print/text.ts'
import { type Report, reportOn } from '../../src/doctor/report.ts'
import { openStore } from '../../src/open-store.ts'
import { writeConfig } from './command.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** Secrets that stand out wherever they turn up. */
export const markedSecrets: Readonly<Record<string, string>> = {
  arkesel_api_key: 'marker-arkesel-key',
  twilio_auth_token: 'marker-twilio-token',
  msg91_auth_key: 'marker-msg91-key',
  resend_api_key: 'marker-resend-key',
  resend_webhook_secret: `whsec_${Buffer.from('marker-resend-webhook-secret').toString('base64')}`,
  smtp_password: 'marker-smtp-password',
  webhook_token: 'marker-webhook-token-long-enough-to-be-taken',
}

/** A deployment that a report is about. */
export interface Patient {
  readonly folder: string
  readonly secretsDir: string
  /** What a good production configuration has. */
  readonly good: Readonly<Record<string, unknown>>
  report(options?: {
    /** Changes to `good`, or the text of the file. */
    readonly config?: object | string
    readonly env?: Readonly<Record<string, string>>
    readonly isOnline?: boolean
    readonly nowMs?: number
  }): Promise<Report>
}

/** Makes a folder with key ring and secrets that only their owner reads, and a store with an administrator. */
export const createPatient = async (storeUrl?: string): Promise<Patient> => {
  const folder = temporaryFolder()
  const secretsDir = join(folder, 'secrets')
  mkdirSync(secretsDir, { mode: 0o700 })
  for (const [name, value] of Object.entries(markedSecrets))
    writeFileSync(join(secretsDir, name), value, { mode: 0o600 })
  initKeyRing(secretsDir)
  const url = storeUrl ?? `sqlite:${join(folder, 'data.db')}`
  await createAdministrator(url, secretsDir)
  const good = {
    publicUrl: 'https://otp.acme.example',
    brand: 'Acme',
    store: { url },
    secretsDir,
    countries: ['GH'],
    trustedProxies: ['10.0.0.0/8'],
    channels: { sms: ['arkesel', 'twilio'], email: ['resend', 'smtp'] },
    integrations: {
      arkesel: { senderId: 'Acme' },
      twilio: {
        accountSid: `AC${'0'.repeat(32)}`,
        messagingServiceSid: `MG${'0'.repeat(32)}`,
      },
      resend: { from: 'Acme <otp@acme.example>' },
      smtp: { url: 'smtps://otp@mail.acme.example:465', from: 'otp@acme.example' },
    },
  }
  return {
    folder,
    secretsDir,
    good,
    report: async ({ config = {}, env = {}, isOnline = false, nowMs = Date.now() } = {}) => {
      const file = writeConfig(folder, typeof config === 'string' ? config : { ...good, ...config })
      const production = { NODE_ENV: 'production', ...env }
      const clock = { now: () => nowMs }
      return reportOn(await examine({ file, env: production, clock, isOnline }))
    },
  }
}

const createAdministrator = async (url: string, secretsDir: string): Promise<void> => {
  const auditor = createAuditor(readKeyRing(secretsDir), systemRandom)
  const audit = auditor({ type: 'admin.created', actor: 'cli', facts: {} })
  const store = await openStore(url)
  await store.admins.create({ name: 'kofi', role: 'operator', hash: randomBytes(32), audit })
  await store.close()
}

/** Whether somebody would say the same of what was found. */
export const saysOf = ({ findings }: Report, level: Finding['level']): readonly string[] =>
  findings.filter((finding) => finding.level === level).map(({ sentence }) => sentence)

/** Everything that is shown of a report, in both forms. */
export const shownOf = (report: Report): string => printText(report) + printJson(report)

/** Switches something off as the command line does. */
export const switchOff = (
  store: Store,
  { secretsDir }: Patient,
  off: { readonly scope: SwitchScope; readonly target: string | null; readonly forMs?: number },
) => {
  const auditor = createAuditor(readKeyRing(secretsDir), systemRandom)
  const audit = auditor({ type: 'switch.changed', actor: 'cli', facts: {} })
  return store.switches.off({ ...off, reason: 'pumping\nattack', author: 'cli', audit })
}

/** Changes the row of an integration, settings or switch. */
export const changeRow = async (
  store: Store,
  { secretsDir }: Patient,
  change: { readonly id: string; readonly otpEnabled?: boolean; readonly settings?: string },
) => {
  const auditor = createAuditor(readKeyRing(secretsDir), systemRandom)
  await store.integrations.ensure([change.id])
  const audit = auditor({ type: 'integration.changed', actor: 'cli', facts: {} })
  await store.integrations.change({ ...change, audit })
}

/** Makes the key ring one from before users were kept. */
export const withoutContactKey = (secretsDir: string): void => {
  const path = join(secretsDir, 'keyring.json')
  const file = JSON.parse(readFileSync(path, 'utf8')) as { keys: readonly { use: string }[] }
  const keys = file.keys.filter(({ use }) => use !== 'contact')
  writeFileSync(path, JSON.stringify({ ...file, keys }))
}
