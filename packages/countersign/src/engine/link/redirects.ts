/** Longest target that is looked at. */
const lengthAtMost = 2000

/** Visible ASCII without a backslash: browsers, servers and people read the rest in different ways. */
const plain = /^https?:\/\/(?!.*\\)[!-~]+$/

const loopback = /^(?:localhost|127\.0\.0\.1|\[::1\])$/

/** Whether a target of ours may be reached without https: only one on this machine. */
const isSafe = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && loopback.test(hostname))

/**
 * A target in its one spelling (WHATWG URL), or nothing if it can be none: it must be https, or on this
 * machine, and have neither user name nor fragment.
 */
export const readRedirect = (typed: string): string | undefined => {
  if (typed.length > lengthAtMost || !plain.test(typed)) return undefined
  const url = URL.parse(typed)
  if (url === null || !isSafe(url)) return undefined
  const hasMore = url.username !== '' || url.password !== '' || typed.includes('#')
  return hasMore ? undefined : url.href
}

/** Finds a target among those that are allowed, or nothing. */
export type AllowedRedirect = (typed: string) => string | undefined

/**
 * A target is allowed if it equals an entry: origin, path and query. What comes out is the entry's own
 * spelling and never what somebody sent.
 */
export const createAllowedRedirect = (entries: readonly string[]): AllowedRedirect => {
  const allowed = new Set(entries.flatMap((entry) => readRedirect(entry) ?? []))
  return (typed) => {
    const target = readRedirect(typed)
    return target !== undefined && allowed.has(target) ? target : undefined
  }
}
