import { switchScopes } from '../../../ports/switch.ts'
import { z } from '../zod.ts'
import { reason } from './reason.ts'

const isTargeted = ({
  scope,
  target,
}: {
  readonly scope: string
  readonly target?: string | undefined
}) => (scope === 'all') === (target === undefined)

const targetMessage = { message: 'is needed, except with scope all', path: ['target'] }

/** Something that stops sending. */
export const switchRow = z
  .object({
    id: z.string().openapi({ example: '3f0c6a526f0e4c0b' }),
    scope: z.enum(switchScopes).openapi({ example: 'country' }),
    target: z.string().nullable().openapi({ example: 'GH' }),
    reason: z.string().openapi({ example: 'Pumping from one range' }),
    author: z.string().openapi({ example: 'admin:kofi' }),
    created_at: z.iso.datetime(),
    ends_at: z.iso.datetime().nullable(),
  })
  .openapi('Switch')

/** `POST /api/admin/switches`. */
export const switchBody = z
  .strictObject({
    scope: z.enum(switchScopes).openapi({ example: 'country' }),
    target: z.string().min(1).max(64).optional().openapi({
      example: 'GH',
      description: 'Which channel, integration, country or purpose. Not with `all`.',
    }),
    reason,
    seconds: z.int().min(1).max(31_536_000).optional().openapi({
      description: 'Ends by itself after this long. Until somebody takes it away, if left out.',
    }),
  })
  .refine(isTargeted, targetMessage)
  .openapi('SwitchOff', {
    example: { scope: 'country', target: 'GH', reason: 'Pumping from one range', seconds: 3600 },
  })

/** `GET /api/admin/switches`. */
export const switchList = z.object({ switches: z.array(switchRow) })

/** Path of one switch. */
export const switchPath = z.object({
  id: z.string().openapi({ description: 'Id of the switch.', example: '3f0c6a526f0e4c0b' }),
})

const bySwitch = z.strictObject({
  id: z.string().max(64).openapi({ description: 'One switch. Instead of `scope` and `target`.' }),
})

const byTarget = z
  .strictObject({ scope: z.enum(switchScopes), target: z.string().min(1).max(64).optional() })
  .refine(isTargeted, targetMessage)

/** `DELETE /api/admin/switches`. */
export const switchOnBody = z.union([bySwitch, byTarget]).openapi('SwitchOn', {
  example: { scope: 'country', target: 'GH' },
  description: 'Either the `id` of one switch, or `scope` and `target` of all that stop just that.',
})

/** What was taken away. */
export const switchOnAnswer = z.object({
  status: z.literal('on'),
  switches: z.int().openapi({ description: 'How many were taken away.' }),
})
