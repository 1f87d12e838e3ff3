/** Gives back what a refused hand-over had taken at that moment. */
export const giveBackLimits = /* sql */ `
update limits set windows = windows_give_back(windows, :claims, :taken_at)
where id = :id and lookup = :lookup
returning windows`
