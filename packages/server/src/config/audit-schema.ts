import { defaultAbuseThresholds } from 'countersign'
import { z } from 'zod'

/** When the audit log is sealed and where copies of its checkpoints go. */
export const auditSchema = z.strictObject({
  sealSeconds: z.int().min(1).max(3600).optional().meta({
    description:
      'How often new events are sealed by a checkpoint. Until then a cut end would not be seen.',
    default: 10,
  }),
  checkpoints: z
    .string()
    .regex(/^(stdout|.+\.jsonl)$/, 'must be stdout or the path of a .jsonl file')
    .optional()
    .meta({
      description:
        'Where to write each checkpoint as well: `stdout`, beside the log, or a file that it is appended to, `PATH.jsonl`. See [the guide](../guide/audit.md).',
      default: 'nowhere',
    }),
})

const people = (description: string, fallback: number) =>
  z.int().min(2).max(10_000).optional().meta({ description, default: fallback })

/** From when on sending looks like abuse. */
export const abuseSchema = z.strictObject({
  windowSeconds: z.int().min(60).max(86_400).optional().meta({
    description: 'Over how long everything below is counted.',
    default: defaultAbuseThresholds.windowSeconds,
  }),
  recipientsPerRange: people(
    'Different numbers that share all but their last four digits.',
    defaultAbuseThresholds.recipientsPerRange,
  ),
  recipientsPerAddress: people(
    'Different recipients that one address (IPv6: one /64) asked for.',
    defaultAbuseThresholds.recipientsPerAddress,
  ),
  conversionSendsAtLeast: z.int().min(10).max(1_000_000).optional().meta({
    description: 'Sends to a country before its conversion is judged.',
    default: defaultAbuseThresholds.conversionSendsAtLeast,
  }),
  conversionAtLeast: z.number().min(0).max(1).optional().meta({
    description: 'Share of the sends to a country that must have been verified, from 0 to 1.',
    default: defaultAbuseThresholds.conversionAtLeast,
  }),
  wrongCodes: z.int().min(10).max(10_000_000).optional().meta({
    description: 'Wrong codes over all recipients.',
    default: defaultAbuseThresholds.wrongCodes,
  }),
})
