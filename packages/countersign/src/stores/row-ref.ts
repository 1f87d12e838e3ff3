/** The number in the name of a row with a sequential id; null if it cannot be one of ours. */
export const idOfRef = (ref: string | undefined): number | null =>
  /^[1-9]\d{0,14}$/.test(ref ?? '') ? Number(ref) : null

/** A number that no row has. */
export const noId = 0
