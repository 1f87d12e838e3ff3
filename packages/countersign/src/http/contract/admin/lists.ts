import { eventTypes } from '../../../engine/audit/event-types.ts'
import { deliveryStates } from '../../../ports/delivery.ts'
import { z } from '../zod.ts'
import { isPlainText, plainTextMessage } from './plain-text.ts'
import { wholeNumber } from './whole-number.ts'

/** How many rows a page of a list has. */
const limit = wholeNumber({ atLeast: 1, atMost: 500 }).default(50).openapi({
  description: 'Rows at most: 1 to 500.',
})

const before = z
  .string()
  .regex(/^[\w.-]{1,100}$/, 'is not the end of a page')
  .optional()
  .openapi({ description: 'Only older rows: `next` of the page before.' })

const next = z.string().nullable().openapi({
  example: '1742',
  description: '`before` of the next page. Null on the last one.',
})

/** Query of `GET /api/admin/deliveries`. */
export const deliveryQuery = z.strictObject({
  limit,
  before,
  integration: z
    .string()
    .max(64)
    .refine(isPlainText, plainTextMessage)
    .optional()
    .openapi({ description: 'Only by this one.' }),
  state: z.enum(deliveryStates).optional().openapi({ description: 'Only those in this state.' }),
})

/** `GET /api/admin/deliveries`. */
export const deliveryList = z.object({
  deliveries: z.array(
    z.object({
      id: z.string().openapi({ example: 'q1Wd8mJx3kY' }),
      purpose: z.string().openapi({ example: 'login' }),
      recipient: z.string().openapi({ example: '+233•••56', description: 'Masked.' }),
      channel: z.string().openapi({ example: 'sms' }),
      integration: z.string().openapi({ example: 'arkesel' }),
      country: z.string().nullable().openapi({ example: 'GH' }),
      calls: z.int(),
      state: z.enum(deliveryStates),
      reason: z.string().nullable().openapi({ example: null }),
      message_id: z.string().nullable().openapi({
        example: '4f1c0d3a-8f2e-4c0b-9b7f-2f6d1a7c5e90',
        description: 'Of the provider.',
      }),
      created_at: z.iso.datetime(),
      updated_at: z.iso.datetime(),
    }),
  ),
  next,
})

const moment = z.iso.datetime({
  offset: true,
  error: 'must be a time such as 2026-03-01T09:30:00Z',
})

/** Query of `GET /api/admin/audit`. */
export const auditQuery = z.strictObject({
  limit,
  before,
  type: z
    .string()
    .max(1000)
    .refine((types) => types.split(',').every((type) => Object.hasOwn(eventTypes, type)), {
      error: 'names a type of events that there is not',
    })
    .optional()
    .openapi({
      example: 'switch.changed',
      description: 'One type, or several separated by commas.',
    }),
  from: moment.optional().openapi({ description: 'Only from then on.' }),
  to: moment.optional().openapi({ description: 'Only before then.' }),
})

/** `GET /api/admin/audit`. */
export const auditList = z.object({
  events: z.array(
    z.object({
      id: z.string().openapi({ example: '0:1742', description: 'Stream and position.' }),
      at: z.iso.datetime(),
      type: z.string().openapi({ example: 'switch.changed' }),
      outcome: z.string().openapi({ example: 'off' }),
      actor: z.string().nullable().openapi({ example: 'admin:kofi' }),
      recipient: z
        .string()
        .nullable()
        .openapi({ example: null, description: 'Masked. Null once erased.' }),
      facts: z
        .record(z.string(), z.unknown())
        .openapi({ example: { scope: 'channel', target: 'sms', reason: 'The provider is down' } }),
    }),
  ),
  next,
})

/** `GET /api/admin/audit/verify`. */
export const auditVerdict = z.object({
  status: z.enum(['genuine', 'tampered']),
  events: z.int(),
  checkpoints: z.int(),
  unsealed: z.int().openapi({ description: 'Events that no checkpoint covers yet.' }),
  findings: z
    .array(z.object({ at: z.string(), problem: z.string(), meaning: z.string() }))
    .openapi({ example: [], description: 'What was changed, removed or put in, and where.' }),
})

/** `GET /api/admin/purposes`. */
export const purposeList = z.object({
  purposes: z.array(
    z.object({
      name: z.string().openapi({ example: 'login' }),
      channels: z.array(z.string()).openapi({ example: ['sms'] }),
      code_is: z.enum(['required', 'skipped', 'refused']).openapi({
        description: 'What happens right now, switches considered.',
      }),
      when_disabled: z.enum(['skip', 'refuse']),
      digits: z.int().openapi({ example: 6 }),
      ttl_seconds: z.int().openapi({ example: 300 }),
      max_attempts: z.int().openapi({ example: 3 }),
      resend_seconds: z.int().openapi({ example: 60 }),
      requires: z.string().openapi({ example: 'nothing' }),
    }),
  ),
})

/** Query of `GET /api/admin/stats`. */
export const statsQuery = z.strictObject({
  hours: wholeNumber({ atLeast: 1, atMost: 168 }).default(24).openapi({
    description: 'How far back: 1 to 168.',
  }),
})

const counts = (example: Readonly<Record<string, number>>) =>
  z.record(z.string(), z.int()).openapi({ example })

/** `GET /api/admin/stats`. */
export const stats = z.object({
  since: z.iso.datetime(),
  is_complete: z.boolean().openapi({
    description: 'False if there was more than could be counted: then these are the newest.',
  }),
  sent: z.int().openapi({ example: 120 }),
  verified: z.int().openapi({ example: 108 }),
  wrong: z.int().openapi({ example: 14 }),
  failed: z.int().openapi({ example: 2 }),
  conversion: z.number().nullable().openapi({ example: 0.9, description: 'Verified by sent.' }),
  sent_by_purpose: counts({ login: 100, reset: 20 }),
  verified_by_purpose: counts({ login: 92, reset: 16 }),
  sent_by_country: counts({ GH: 120 }),
  verified_by_country: counts({ GH: 108 }),
})
