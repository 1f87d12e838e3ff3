/** Rows with their columns under each other. */
export const aligned = (rows: readonly (readonly string[])[]): readonly string[] => {
  const widths = rows.reduce<readonly number[]>(
    (known, row) => row.map((cell, n) => Math.max(known[n] ?? 0, cell.length)),
    [],
  )
  return rows.map((row) =>
    row
      .map((cell, n) => cell.padEnd(widths[n] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
