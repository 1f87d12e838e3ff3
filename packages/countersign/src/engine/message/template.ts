/** Where the code goes in a text whose other places are filled. */
const place = Symbol('code')

/** A text that is complete but for the code. It is made once and filled for each message. */
export type Pieces = readonly (string | typeof place)[]

/** What the places of a template may hold; from the configuration, never from a request. */
export interface TemplateValues {
  readonly brand: string
  readonly host: string
  /** How long the code is good, in words. */
  readonly validity: string
  /** The same in whole minutes. */
  readonly minutes: string
}

/** Names of the places that a template may have, written in braces. */
export const templatePlaces = ['code', 'brand', 'host', 'validity', 'minutes'] as const

/**
 * Fills a template, but for the code. It is taken apart at `{code}` first and each part is read once,
 * so that a brand which looks like a place stays a brand.
 */
export const readTemplate = (template: string, values: TemplateValues): Pieces =>
  between(
    template.split('{code}').map((part) =>
      part.replace(
        /\{(brand|host|validity|minutes)\}/g,
        // The expression finds these four names only.
        (_, name: string) => values[name as keyof TemplateValues],
      ),
    ),
  )

/** Texts with the code between each two of them. */
export const between = (texts: readonly string[]): Pieces =>
  texts.flatMap((text, n) => (n === 0 ? [text] : [place, text]))

/** The same pieces with each text changed and something around each place of the code. */
export const mapPieces = (
  pieces: Pieces,
  {
    text = (unchanged) => unchanged,
    around = ['', ''],
  }: {
    readonly text?: (text: string) => string
    readonly around?: readonly [before: string, after: string]
  },
): Pieces =>
  pieces.flatMap((piece) => (piece === place ? [around[0], place, around[1]] : [text(piece)]))

/** Whether there is nothing but the code. */
export const isCodeAlone = (pieces: Pieces): boolean =>
  holdsCode(pieces) && pieces.every((piece) => piece === place || piece === '')

/** Whether the code stands in it. */
export const holdsCode = (pieces: Pieces): boolean => pieces.includes(place)

/** Writes the code into its places. */
export const withCode = (pieces: Pieces, code: string): string =>
  pieces.map((piece) => (piece === place ? code : piece)).join('')
