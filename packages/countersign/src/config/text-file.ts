import { readFileSync, statSync } from 'node:fs'

/**
 * Whether there is a file, even one that this process may not look at: whoever put it there wants it to be used, and
 * no other must be made in its place.
 */
export const isFileThere = (path: string): boolean => {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined
  } catch {
    return true
  }
}

/** What a file holds, or why nobody can tell, in words that follow its name. */
export const readTextFile = (
  path: string,
): { readonly text: string } | { readonly problem: string } => {
  try {
    return { text: readFileSync(path, 'utf8') }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    return {
      problem: `cannot be read (${code}); it must be a file that the user of this process may read`,
    }
  }
}
