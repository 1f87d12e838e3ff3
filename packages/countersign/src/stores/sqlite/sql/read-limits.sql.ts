/** Why {@link takeLimits} refused: the windows as they stand. */
export const readLimits = /* sql */ `
select windows from limits where id = :id and lookup = :lookup`
