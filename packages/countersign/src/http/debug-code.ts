import type { Recipient } from '../engine/recipient.ts'
import { isOwnHost } from './development-host.ts'
import type { Development } from './parts.ts'
import type { ApiRequest } from './request.ts'

/** The code that was sent, in development and if the console carried it. */
export const debugCode = (
  development: Development | undefined,
  sent: { readonly request: ApiRequest; readonly recipient: Recipient; readonly purpose: string },
): string | undefined =>
  development !== undefined && isOwnHost(sent.request, development)
    ? development.outbox.codeFor(sent.recipient.address.reveal(), sent.purpose)
    : undefined
