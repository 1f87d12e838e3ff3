/**
 * Settings in an event as people are shown them: of an address no more than where it is. What follows the
 * host, and the user before it, may be a secret of whoever receives there. Events from before endpoints were
 * the configuration file's alone hold such addresses, and no event can be changed.
 */
export const shownSettings = (settings: string): string => {
  try {
    return JSON.stringify(JSON.parse(settings), (_key, value: unknown) =>
      typeof value === 'string' ? shownAddress(value) : value,
    )
  } catch {
    return settings
  }
}

const shownAddress = (text: string): string => {
  if (!URL.canParse(text)) return text
  const { protocol, host, username, password, pathname, search, hash } = new URL(text)
  const rest = `${username}${password}${pathname.replace(/^\/$/, '')}${search}${hash}`
  return host === '' || rest === '' ? text : `${protocol}//${host}/…`
}
