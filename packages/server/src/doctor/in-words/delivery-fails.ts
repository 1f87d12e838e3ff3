import type { Examined } from '../examined.ts'
import { listOf } from './span.ts'

/** What happens when a message cannot be delivered, in this configuration. */
export const howDeliveryFails = ({ integrations }: Examined): readonly string[] => {
  const ids = integrations.map(({ id }) => id).filter((id) => id !== 'console')
  const tags = ids.map((id) => `[${id.toUpperCase()}_OTP_FAILURE]`)
  const silent = integrations.filter(
    ({ id, reports }) => id !== 'console' && reports.kind !== 'set_up',
  )
  return [
    'No provider took it: the person reads 502 delivery_failed. Nothing is used up: limits and cool-down are given back, and an older code stays good.',
    'Nobody knows whether a provider took it: the answer is 200, the code is good, and the limits stay used.',
    ...(tags.length > 0 ? [`The reason is in the log, with ${listOf(tags)}.`] : []),
    'It bounced, or the person called it spam or opted out: nothing more is sent there on that channel; see "countersign suppression list".',
    ...(silent.length > 0
      ? [
          `${listOf(silent.map(({ id }) => id))} ${silent.length === 1 ? 'does' : 'do'} not report what arrived: "accepted" is the last that is known of a message.`,
        ]
      : []),
  ]
}
