import { refusal } from '../config/refusal.ts'

/** An address that was to be listened on, and where it is set. */
export interface ListenAddress {
  readonly host: string
  readonly port: number
  readonly settings: { readonly section: string; readonly host: string; readonly port: string }
}

/** The refusal of a start on an address that cannot be used: why, and what to set. */
export const cannotListen = ({ host, port, settings }: ListenAddress, error: unknown) => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  const hint = hints[code]?.(settings) ?? `set another ${settings.host}, or ${settings.port}`
  return refusal([`${settings.section}: ${host}:${port} cannot be used (${code}): ${hint}`])
}

const hints: Readonly<Record<string, (settings: ListenAddress['settings']) => string>> = {
  EADDRINUSE: ({ port }) => `something else listens there; end that, or set another ${port}`,
  EACCES: ({ port }) => `this user may not take that port; set ${port} to one above 1023`,
  EADDRNOTAVAIL: ({ host }) => `this machine has no such address; set another ${host}`,
  ENOTFOUND: ({ host }) => `nobody knows an address of that name; set another ${host}`,
}
