import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PurposeRules } from '../history/history.ts'

/** Ten digits: over a whole run no code comes twice, and none is guessed. */
const digits = 10
const ttlSeconds = 600

/** The purposes that the workload uses, as rules for the checker and as configuration for the server. */
export const purposes: Readonly<Record<string, PurposeRules>> = {
  prove_plain: { maxAttempts: 3, resendMs: 0, ttlMs: ttlSeconds * 1000, limits: [] },
  prove_cooled: { maxAttempts: 3, resendMs: 1000, ttlMs: ttlSeconds * 1000, limits: [] },
  prove_limited: {
    maxAttempts: 5,
    resendMs: 0,
    ttlMs: ttlSeconds * 1000,
    limits: [
      { per: 'recipient', on: 'send', max: 3, windowMs: 60_000 },
      { per: 'ip', on: 'send', max: 8, windowMs: 60_000 },
      { per: 'ip', on: 'verify', max: 15, windowMs: 60_000 },
    ],
  },
  prove_crowded: {
    maxAttempts: 3,
    resendMs: 0,
    ttlMs: ttlSeconds * 1000,
    limits: [{ per: 'purpose', on: 'send', max: 100, windowMs: 60_000 }],
  },
}

/** As high as the configuration allows, so that it decides nothing. */
export const failureBudget = { perHour: 100, perDay: 1000, inARow: 1000 } as const

/**
 * Writes the configuration of the servers under test. They believe `X-Forwarded-For` from loopback,
 * which gives every virtual person an address of its own.
 */
export const writeConfig = (
  folder: string,
  storeUrl: string,
  more: Readonly<Record<string, unknown>> = {},
): string => {
  const file = join(folder, 'countersign.config.json')
  const config = {
    store: { url: storeUrl },
    channels: { sms: ['console'] },
    trustedProxies: ['127.0.0.0/8', '::1/128'],
    failureBudget,
    purposes: Object.fromEntries(
      Object.entries(purposes).map(([name, rules]) => [name, purposeConfig(rules)]),
    ),
    ...more,
  }
  writeFileSync(file, JSON.stringify(config, undefined, 2))
  return file
}

const purposeConfig = ({ maxAttempts, resendMs, limits }: PurposeRules) => ({
  channels: ['sms'],
  digits,
  ttlSeconds,
  maxAttempts,
  resendSeconds: resendMs / 1000,
  limits: limits.map(({ per, on, max, windowMs }) => ({ per, on, max, seconds: windowMs / 1000 })),
})
