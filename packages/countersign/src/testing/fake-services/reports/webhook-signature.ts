import { createHmac } from 'node:crypto'

/** What is signed after Standard Webhooks. */
export interface WebhookSigned {
  readonly id: string
  readonly timestamp: string
  readonly body: string
  /** `whsec_` and base64. */
  readonly secret: string
}

/** Signs after Standard Webhooks, version 1, as Svix and Resend do. */
export const webhookSignature = ({ id, timestamp, body, secret }: WebhookSigned): string => {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
}
