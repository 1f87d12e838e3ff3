import type { ChannelName } from 'countersign'
import { arkesel } from 'countersign/providers/arkesel'
import { msg91 } from 'countersign/providers/msg91'
import { resend } from 'countersign/providers/resend'
import { smtp } from 'countersign/providers/smtp'
import { twilio } from 'countersign/providers/twilio'
import { webhook } from 'countersign/providers/webhook'
import { z } from 'zod'
import { integrationsFor } from './kinds.ts'

/** The `integrations` of a configuration file: each kind describes and checks its own settings. */
export const integrationsSchema = z.strictObject({
  arkesel: arkesel.settingsSchema.optional(),
  twilio: twilio.settingsSchema.optional(),
  msg91: msg91.settingsSchema.optional(),
  resend: resend.settingsSchema.optional(),
  smtp: smtp.settingsSchema.optional(),
  webhook: webhook.settingsSchema.optional(),
  console: z.strictObject({}).optional().meta({
    description: 'Shows messages at /dev/outbox instead of sending them. Development only.',
    default: {},
  }),
})

/** The integrations of one channel, the preferred one first. */
export const channelSchema = (channel: ChannelName, description: string) => {
  const names = integrationsFor(channel)
  const unknown = `no such integration carries ${channel}; there are: ${names.join(', ')}`
  return z
    .array(z.string().refine((name) => names.includes(name), unknown))
    .min(1)
    .refine((list) => new Set(list).size === list.length, 'names an integration twice')
    .optional()
    .meta({ description, default: ['console'] })
}
