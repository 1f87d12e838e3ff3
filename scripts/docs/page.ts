/** A generated page: a note of where it comes from, then its parts with empty lines between. */
export const page = (source: string, parts: readonly string[]): string =>
  [
    `<!-- Generated from ${source} by "npm run docs". Edit that, not this file. -->`,
    ...parts.map((part) => part.trim()),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n')
