import { join } from 'node:path'

/** Absolute path of the repository. */
export const repository = join(import.meta.dirname, '..', '..')

/** Absolute path of something in the repository. */
export const inRepository = (path: string): string => join(repository, path)
