/** What became of a hand-over whose connection failed. */
export interface NetworkFailure {
  readonly kind: 'transient' | 'unknown' | 'config'
  readonly reason: string
}

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  ETIMEDOUT: 'timeout',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
}

/** Node's names for a certificate that was not believed. */
const isCertificateCode = (code: string): boolean =>
  /CERT|^ERR_TLS_|^UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA/.test(code)

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

/**
 * Judges a failed connection by whether anything of the message may have left. `error` is Node's, or a
 * word of ours; nothing of its text is passed on.
 */
export const networkFailure = (error: unknown, mayHaveLeft: boolean): NetworkFailure => {
  const code = codeOf(error)
  const reason = typeof error === 'string' ? error : (words[code] ?? 'network')
  if (mayHaveLeft) return { kind: 'unknown', reason }
  if (isCertificateCode(code)) return { kind: 'config', reason: 'certificate' }
  return { kind: 'transient', reason }
}
