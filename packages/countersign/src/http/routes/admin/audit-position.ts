import type { AuditFilter, AuditPlace } from '../../../ports/audit.ts'

/** Where a page of events ended, for the next one to go on. */
export const writePosition = ({ atMs, stream, n }: AuditPlace): string => `${atMs}.${stream}.${n}`

/** Reads what {@link writePosition} wrote; nothing else. */
export const readPosition = (text: string): AuditFilter['before'] => {
  const [, at, stream, n] = /^(\d{1,15})\.(\d{1,19})\.(\d{1,15})$/.exec(text) ?? []
  if (at === undefined || stream === undefined || n === undefined) return undefined
  return { atMs: Number(at), stream, n: Number(n) }
}
