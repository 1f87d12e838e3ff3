import { deliveryStates } from '../../../ports/delivery.ts'
import { z } from '../zod.ts'

/** How many rows a page of a list has. */
const limit = z.coerce.number().int().min(1).max(500).default(50).openapi({
  description: 'Rows at most.',
})

const before = z.string().max(100).optional().openapi({
  description: 'Only older rows: `next` of the page before.',
})

const next = z.string().nullable().openapi({
  description: '`before` of the next page. Null on the last one.',
})

/** Query of `GET /api/admin/deliveries`. */
export const deliveryQuery = z.object({
  limit,
  before,
  integration: z.string().max(64).optional(),
  state: z.enum(deliveryStates).optional(),
})

/** `GET /api/admin/deliveries`. */
export const deliveryList = z.object({
  deliveries: z.array(
    z.object({
      id: z.string(),
      purpose: z.string(),
      recipient: z.string().openapi({ example: '+233•••56', description: 'Masked.' }),
      channel: z.string(),
      integration: z.string(),
      country: z.string().nullable(),
      calls: z.int(),
      state: z.enum(deliveryStates),
      reason: z.string().nullable(),
      message_id: z.string().nullable(),
      created_at: z.iso.datetime(),
      updated_at: z.iso.datetime(),
    }),
  ),
  next,
})

/** Query of `GET /api/admin/audit`. */
export const auditQuery = z.object({
  limit,
  before,
  type: z.string().max(64).optional().openapi({
    example: 'switch.changed',
    description: 'One type, or several separated by commas.',
  }),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
})

/** `GET /api/admin/audit`. */
export const auditList = z.object({
  events: z.array(
    z.object({
      id: z.string().openapi({ example: '0:1742', description: 'Stream and position.' }),
      at: z.iso.datetime(),
      type: z.string(),
      outcome: z.string(),
      actor: z.string().nullable(),
      recipient: z.string().nullable().openapi({ description: 'Masked. Null once erased.' }),
      facts: z.record(z.string(), z.unknown()),
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
  findings: z.array(z.object({ at: z.string(), problem: z.string(), meaning: z.string() })),
})

/** `GET /api/admin/purposes`. */
export const purposeList = z.object({
  purposes: z.array(
    z.object({
      name: z.string(),
      channels: z.array(z.string()),
      code_is: z.enum(['required', 'skipped', 'refused']).openapi({
        description: 'What happens right now, switches considered.',
      }),
      when_disabled: z.enum(['skip', 'refuse']),
      digits: z.int(),
      ttl_seconds: z.int(),
      max_attempts: z.int(),
      resend_seconds: z.int(),
      requires: z.string(),
    }),
  ),
})

/** Query of `GET /api/admin/stats`. */
export const statsQuery = z.object({
  hours: z.coerce.number().int().min(1).max(168).default(24),
})

const counts = z.record(z.string(), z.int())

/** `GET /api/admin/stats`. */
export const stats = z.object({
  since: z.iso.datetime(),
  is_complete: z.boolean().openapi({
    description: 'False if there was more than could be counted: then these are the newest.',
  }),
  sent: z.int(),
  verified: z.int(),
  wrong: z.int(),
  failed: z.int(),
  conversion: z.number().nullable().openapi({ description: 'Verified by sent.' }),
  sent_by_purpose: counts,
  verified_by_purpose: counts,
  sent_by_country: counts,
  verified_by_country: counts,
})
