import type {
  CallbackKind,
  ChannelName,
  Provider,
  ProviderKind,
  ProviderSetup,
  Secret,
} from 'countersign'
import { arkesel } from 'countersign/providers/arkesel'
import { msg91 } from 'countersign/providers/msg91'
import { resend } from 'countersign/providers/resend'
import { smtp } from 'countersign/providers/smtp'
import { twilio } from 'countersign/providers/twilio'
import { webhook } from 'countersign/providers/webhook'
import type { z } from 'zod'

/** A kind of provider whose settings are checked when it is made, so that kinds can stand in a list. */
export interface IntegrationKind {
  readonly id: string
  readonly channels: readonly ChannelName[]
  readonly settingsSchema: z.ZodType
  readonly endpointSettings: readonly string[]
  readonly secretNames: readonly string[]
  readonly callback: CallbackKind | undefined
  /** How it would be set up by these settings. */
  describe(settings: unknown): ProviderSetup
  create(parts: IntegrationParts): Provider
}

/** What an integration is made from. */
export interface IntegrationParts {
  readonly settings: unknown
  secret(name: string): Secret
  readonly callbackUrl: string | undefined
}

const toIntegration = <Settings>(kind: ProviderKind<Settings>): IntegrationKind => ({
  id: kind.id,
  channels: kind.channels,
  settingsSchema: kind.settingsSchema,
  endpointSettings: kind.endpointSettings,
  secretNames: kind.secretNames,
  callback: kind.callback,
  describe: (settings) => kind.describe(kind.settingsSchema.parse(settings)),
  create: (parts) => kind.create({ ...parts, settings: kind.settingsSchema.parse(parts.settings) }),
})

/** Every integration but the console one, which needs no settings and is for development only. */
export const integrationKinds: readonly IntegrationKind[] = [
  toIntegration(arkesel),
  toIntegration(twilio),
  toIntegration(msg91),
  toIntegration(resend),
  toIntegration(smtp),
  toIntegration(webhook),
]

/** Names that `channels` may hold for a channel. */
export const integrationsFor = (channel: ChannelName): readonly string[] => [
  ...integrationKinds.filter(({ channels }) => channels.includes(channel)).map(({ id }) => id),
  'console',
]
