import { isIPv4 } from 'node:net'
import ipaddr from 'ipaddr.js'

type Address = ReturnType<typeof ipaddr.process>

/** Finds out whose request it is. */
export type ClientAddress = (hop: {
  /** Address of the socket's other end. */
  readonly peer: string | undefined
  /** Value of `X-Forwarded-For`. */
  readonly forwardedFor: string | null
}) => string

const read = (text: string | undefined): Address | undefined =>
  text !== undefined && ipaddr.isValid(text) ? ipaddr.process(text) : undefined

/**
 * An address as limits count it: IPv4 as it is, also when wrapped in IPv6; IPv6 by its /64, because
 * one subscriber has all of that.
 */
export const limiterAddress = (text: string | undefined): string | undefined => {
  // Node takes the four plain decimal numbers only: one address has one spelling.
  if (text !== undefined && isIPv4(text)) return text
  const address = read(text)
  if (address === undefined) return undefined
  if (address.kind() === 'ipv4') return address.toString()
  const network = [...address.toByteArray().slice(0, 8), ...new Array<number>(8).fill(0)]
  return `${ipaddr.fromByteArray(network).toString()}/64`
}

/**
 * The client is the peer of the socket. Only if that is a trusted proxy is `X-Forwarded-For` read,
 * from the right, up to the first address that is no trusted proxy; what stands left of it was
 * written by the client and means nothing.
 *
 * @param trustedProxies networks in CIDR form
 */
export const createClientAddress = (trustedProxies: readonly string[]): ClientAddress => {
  const networks = trustedProxies.map((network) => ipaddr.parseCIDR(network))
  const isTrusted = (address: Address) =>
    networks.some(([range, bits]) => range.kind() === address.kind() && address.match(range, bits))

  return ({ peer, forwardedFor }) => {
    if (networks.length === 0) return limiterAddress(peer) ?? 'unknown'
    let client = read(peer)
    const hops = (forwardedFor ?? '').split(',').map((hop) => hop.trim())
    while (client !== undefined && isTrusted(client) && hops.length > 0) {
      const next = read(hops.pop())
      if (next === undefined) break
      client = next
    }
    return limiterAddress(client?.toString()) ?? 'unknown'
  }
}
