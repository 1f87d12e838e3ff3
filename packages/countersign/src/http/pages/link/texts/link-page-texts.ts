/** What the page behind a link says in one language. */
export interface LinkPageTexts {
  /** On the button. */
  readonly button: (brand: string) => string
  /** Why there is a box to tick. */
  readonly elsewhere: string
  /** Beside the box. */
  readonly confirm: string
  readonly noScript: string
  /** The link was good, and there is nowhere to go on to. */
  readonly done: string
  readonly badTitle: string
  readonly bad: string
  /** Something is in the way that will pass. */
  readonly later: string
}
