import { z } from 'zod'

/** Whether an address is this machine's own. */
export const isLoopbackHost = (host: string): boolean =>
  /^(localhost|\[::1\]|127(\.\d{1,3}){3})$/i.test(host)

const isBaseUrl = (text: string): boolean => {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, username, password, search, hash } = new URL(text)
  const isBare = `${username}${password}${search}${hash}` === ''
  return isBare && (protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname)))
}

/** The setting that says where a service is. */
export const baseUrlSchema = (usual: string) =>
  z
    .string()
    .refine(
      isBaseUrl,
      'must be an https address without user, query or fragment (http only on this machine)',
    )
    .optional()
    .meta({
      description: 'Where the service is. Change it for a gateway of your own, or for a fake.',
      default: usual,
    })

/** The address of a call below a base address. */
export const apiUrl = (baseUrl: string, path: string): URL =>
  new URL(`${baseUrl.replace(/\/+$/, '')}${path}`)
