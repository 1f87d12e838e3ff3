import { findSessionOfAll, tokenOfAll } from '../sql/session-tokens.sql.ts'

/** Hashes of the tokens that a session had before, one behind the other: see `replacedAtMost`. */
const column = /* sql */ `
alter table sessions add column replaced_hashes bytea;`

/** Whoever comes with a token from long ago ends the session that it was of. */
export const replacedTokens = [column, tokenOfAll, findSessionOfAll].join('\n')
