/** Where the code goes in a text whose other places are filled. */
const codePlace = Symbol('code')

/** Where the link goes. */
const linkPlace = Symbol('link')

type Place = typeof codePlace | typeof linkPlace

/** A text that is complete but for code and link. It is made once and filled for each message. */
export type Pieces = readonly (string | Place)[]

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
 * Fills a template, but for code and link. It is taken apart at those first and each part is read once,
 * so that a brand which looks like a place stays a brand.
 */
export const readTemplate = (template: string, values: TemplateValues): Pieces =>
  template.split('{link}').flatMap((part, n) => {
    const pieces = readPart(part, values)
    return n === 0 ? pieces : [linkPlace, ...pieces]
  })

const readPart = (template: string, values: TemplateValues): Pieces =>
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
  texts.flatMap((text, n) => (n === 0 ? [text] : [codePlace, text]))

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
  pieces.flatMap((piece): Pieces => {
    if (piece === codePlace) return [around[0], codePlace, around[1]]
    return piece === linkPlace ? [linkPlace] : [text(piece)]
  })

/** Whether there is nothing but the code. */
export const isCodeAlone = (pieces: Pieces): boolean => isAlone(codePlace, pieces)

/** Whether there is nothing but the link. */
export const isLinkAlone = (pieces: Pieces): boolean => isAlone(linkPlace, pieces)

const isAlone = (place: Place, pieces: Pieces): boolean =>
  pieces.includes(place) && pieces.every((piece) => piece === place || piece === '')

/** Whether there is something in it that only the message itself may show. */
export const holdsSecret = (pieces: Pieces): boolean =>
  pieces.includes(codePlace) || pieces.includes(linkPlace)

/** Writes code and link into their places. */
export const withCode = (pieces: Pieces, code: string, link = ''): string =>
  pieces
    .map((piece) => {
      if (piece === codePlace) return code
      return piece === linkPlace ? link : piece
    })
    .join('')

/** The place of the link by itself. */
export const theLink: Pieces = [linkPlace]
