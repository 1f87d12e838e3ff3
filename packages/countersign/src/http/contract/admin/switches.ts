import { switchScopes } from '../../../ports/switch.ts'
import { z } from '../zod.ts'

const isTargeted = ({
  scope,
  target,
}: {
  readonly scope: string
  readonly target?: string | undefined
}) => (scope === 'all') === (target === undefined)

/** Something that stops sending. */
export const switchRow = z
  .object({
    id: z.string(),
    scope: z.enum(switchScopes),
    target: z.string().nullable(),
    reason: z.string(),
    author: z.string().openapi({ example: 'admin:kofi' }),
    created_at: z.iso.datetime(),
    ends_at: z.iso.datetime().nullable(),
  })
  .openapi('Switch')

/** `POST /api/admin/switches`. */
export const switchBody = z
  .object({
    scope: z.enum(switchScopes).openapi({ example: 'country' }),
    target: z.string().min(1).max(64).optional().openapi({
      example: 'GH',
      description: 'Which channel, integration, country or purpose. Not with `all`.',
    }),
    reason: z.string().trim().min(3).max(300).openapi({ example: 'pumping from one range' }),
    seconds: z.int().min(1).max(31_536_000).optional().openapi({
      description: 'Ends by itself after this long. Until somebody takes it away, if left out.',
    }),
  })
  .refine(isTargeted, { message: 'is needed, except with scope all', path: ['target'] })
  .openapi('SwitchOff')

/** `GET /api/admin/switches`. */
export const switchList = z.object({ switches: z.array(switchRow) })
