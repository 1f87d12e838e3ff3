import { rekey } from '../sql/rekey.sql.ts'

/** What is kept under keyed hashes follows when the key changes. */
export const rekeying = rekey
