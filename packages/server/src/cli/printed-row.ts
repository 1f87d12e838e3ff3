/** Control characters, other line breaks, and what turns the direction of writing round. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const steering = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g

/** Text for a terminal: none of what somebody wrote elsewhere moves the cursor or begins a line. */
export const printable = (text: string): string => text.replace(steering, ' ')

/** One line with tabs between its cells. */
export const printedRow = (cells: readonly string[]): string => cells.map(printable).join('\t')

/** A time as it is printed. */
export const printedTime = (atMs: number): string => new Date(atMs).toISOString()
