import { isLoopbackHost } from '../exchange/base-url.ts'
import type { OutgoingMessage } from '../ports/provider.ts'

/** Query parameter of a callback address that holds our name for the delivery. */
export const callbackRefParameter = 'delivery'

/** Says where a service shall report one message to, if anywhere. */
export type CallbackAddress = (message: OutgoingMessage) => string | undefined

/**
 * Adds the delivery's name to the callback address. There is none if that address is on this machine
 * and the service is not: it could not call, and Twilio refuses messages with such an address.
 */
export const createCallbackAddress = ({
  callbackUrl,
  serviceUrl,
}: {
  readonly callbackUrl: string | undefined
  readonly serviceUrl: URL
}): CallbackAddress => {
  if (callbackUrl === undefined || isOutOfReach(callbackUrl, serviceUrl)) return () => undefined
  return ({ callbackRef }) =>
    callbackRef === undefined
      ? callbackUrl
      : `${callbackUrl}?${callbackRefParameter}=${encodeURIComponent(callbackRef)}`
}

const isOutOfReach = (callbackUrl: string, serviceUrl: URL): boolean =>
  isLoopbackHost(new URL(callbackUrl).hostname) && !isLoopbackHost(serviceUrl.hostname)
