import { join } from 'node:path'

/** The files that everybody may have. */
export const publicFolder = join(import.meta.dirname, '..', 'public')
