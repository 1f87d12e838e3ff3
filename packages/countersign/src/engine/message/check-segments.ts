import { SegmentedMessage } from 'sms-segments-calculator'
import { createSecret } from '../../ports/secret.ts'
import type { Policies } from '../policy.ts'
import { locales } from './locale.ts'
import { renderMessage, type Sender } from './render.ts'

/** A text message that would not go out as one GSM-7 segment. */
export interface SegmentFinding {
  readonly purpose: string
  readonly locale: string
  readonly segments: number
  readonly encoding: string
}

/**
 * Renders every text message that the policies can lead to and reports those that need more than one
 * segment, or characters outside GSM-7 (which halve the room): each segment costs money.
 */
export const checkSegments = (sender: Sender, policies: Policies): readonly SegmentFinding[] =>
  Object.entries(policies)
    .filter(([, policy]) => policy.channels.includes('sms'))
    .flatMap(([purpose, { digits, ttlSeconds }]) =>
      locales.map(({ tag: locale }) => {
        const code = createSecret('8'.repeat(digits))
        const to = createSecret('+')
        const what = { channel: 'sms', purpose, ttlSeconds, locale } as const
        const request = { ...what, deliveryId: '', to, code }
        const message = new SegmentedMessage(renderMessage(sender, request).text.reveal())
        const encoding = message.getEncodingName()
        return { purpose, locale, segments: message.segmentsCount, encoding }
      }),
    )
    .filter(({ segments, encoding }) => segments > 1 || encoding !== 'GSM-7')
