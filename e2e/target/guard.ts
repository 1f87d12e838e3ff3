import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** Whether every address of the host is this machine's own. */
export const isLoopback = async (target: URL): Promise<boolean> => {
  const host = target.hostname.replace(/^\[|\]$/g, '')
  const addresses = isIP(host) ? [host] : (await lookup(host, { all: true })).map((a) => a.address)
  return addresses.every((address) =>
    loopback.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4'),
  )
}

/** Why this target must not be asked, or nothing. */
export const refuseTarget = async (text: string, isOwned: boolean): Promise<string | undefined> => {
  if (!URL.canParse(text)) return `--target: ${text} is not a URL`
  const target = new URL(text)
  if (target.protocol !== 'http:' && target.protocol !== 'https:')
    return '--target: must start with http:// or https://'
  if (isOwned || (await isLoopback(target).catch(() => false))) return undefined
  return `--target: ${target.host} is not this machine. The proofs submit wrong codes, lock challenges and use up limits; ask only a server that is yours, with --i-own-this-server`
}
