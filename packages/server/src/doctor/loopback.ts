import ipaddr from 'ipaddr.js'

/** Whether an address to listen on, or a host of a URL, is this machine's own. */
export const isLoopback = (host: string): boolean => {
  const bare = host.replace(/^\[|\]$/g, '')
  return bare === 'localhost' || (ipaddr.isValid(bare) && ipaddr.parse(bare).range() === 'loopback')
}

/** Whether an address to listen on is every address of the machine. */
export const isEveryAddress = (host: string): boolean =>
  ipaddr.isValid(host) && ipaddr.parse(host).range() === 'unspecified'
