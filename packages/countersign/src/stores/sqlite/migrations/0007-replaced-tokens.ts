/** Hashes of the tokens that a session had before, one behind the other: see `replacedAtMost`. */
export const replacedTokens = /* sql */ `
alter table sessions add column replaced_hashes blob;
`
