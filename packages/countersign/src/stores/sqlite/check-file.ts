import { statSync } from 'node:fs'
import { CountersignError } from '../../ports/error.ts'

/**
 * Creates a check that a path still leads to the file that it leads to now, which is open. A file that
 * was removed or replaced takes writes all the same, and they are gone with the process. A look at it
 * costs less than a microsecond. What is in memory only is never missed.
 */
export const createFileCheck = (path: string): (() => void) => {
  const opened = identityOf(path)
  return () => {
    if (opened === undefined || opened === nowhere) return
    const found = identityOf(path)
    if (found !== undefined && found !== opened)
      throw new CountersignError(
        'unavailable',
        `${path} is not the database that was opened: it was removed or replaced. Put the same file back, or restart`,
      )
  }
}

const nowhere = 'nowhere'

/** What tells a file from another one at the same path; nothing if nobody can tell. */
const identityOf = (path: string): string | undefined => {
  try {
    const found = statSync(path, { bigint: true, throwIfNoEntry: false })
    return found === undefined ? nowhere : `${found.dev} ${found.ino}`
  } catch {
    return undefined
  }
}
