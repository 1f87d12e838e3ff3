import { z } from './zod.ts'

/** Names of the fields that a proof may stand in. */
export const proofFields = ['proof_token', 'step_up_token'] as const

/** What a proof looks like. */
export const proofExample = 'cp_81.Q2l0eSBsaWdodHMgYXJlIG5vdCBhcyBicmlnaHQgYXM'

/** One of {@link proofFields}. */
export type ProofField = (typeof proofFields)[number]

/** Purposes whose proof has a name of its own. */
const fieldsByPurpose: ReadonlyMap<string, ProofField> = new Map([['step_up', 'step_up_token']])

/** What the proof of a purpose is called, in answers and in what a form carries on. */
export const proofFieldOf = (purpose: string): ProofField =>
  fieldsByPurpose.get(purpose) ?? 'proof_token'

/** The one thing that a proof is to be good for. */
export const actionFields = {
  action: z.string().min(1).max(100).optional().openapi({
    description:
      'The one thing that the proof is good for. Left out, it is good for whatever its purpose guards.',
    example: 'transfer',
  }),
  parameters_digest: z
    .string()
    .regex(
      /^(?:[0-9a-fA-F]{64}|[A-Za-z0-9_-]{43})$/,
      'must be a SHA-256, as 64 hexadecimal digits or 43 characters of base64url',
    )
    .optional()
    .openapi({
      description:
        'SHA-256 of what the action is about, such as amount and receiver, as you write it down. Needs `action`.',
      example: '7f83b1657ff1fc53b92dc18148a1d65dfc2d4b1fa3d677284addd200126d9069',
    }),
}

interface ActionBody {
  readonly action?: string | undefined
  readonly parameters_digest?: string | undefined
}

/** A digest alone says nothing. */
export const hasActionForDigest = ({ action, parameters_digest }: ActionBody): boolean =>
  parameters_digest === undefined || action !== undefined

/** What {@link hasActionForDigest} demands, in words. */
export const actionForDigest = {
  message: 'needs action beside it',
  path: ['parameters_digest'],
}

/** The action of a body that was validated. */
export const actionOf = ({ action: name, parameters_digest: parametersDigest }: ActionBody) =>
  name === undefined ? undefined : { name, parametersDigest }
