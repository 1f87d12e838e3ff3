/** An answer over HTTP. */
export interface HttpAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * How an HTTP service may misbehave. In those that say "taken" the message is delivered all the same:
 * only the sender does not learn of it.
 */
export type HttpTrouble =
  /** Answers this and takes nothing. */
  | { readonly kind: 'answer'; readonly answer: HttpAnswer }
  /** Taken; the right answer comes late. */
  | { readonly kind: 'late'; readonly afterMs: number }
  /** Taken; no answer ever comes. */
  | { readonly kind: 'silence' }
  /** The connection is reset as soon as it is there. */
  | { readonly kind: 'reset_at_once' }
  /** Taken; the connection is reset instead of an answer. */
  | { readonly kind: 'reset' }
  /** Taken; the answer ends in the middle, and the connection with it. */
  | { readonly kind: 'cut_off' }
  /** Taken; the answer is a whole one, but its JSON ends in the middle. */
  | { readonly kind: 'cut_json' }
  /** Taken; the answer has the right status and no body. */
  | { readonly kind: 'empty' }
  /** Taken; the answer has the right status and a page in HTML. */
  | { readonly kind: 'garbage' }
  /** Taken; the answer is right, but says it is HTML. */
  | { readonly kind: 'wrong_type' }
  /** Taken; the answer has the right status and never ends. */
  | { readonly kind: 'endless' }
  /** Sends the sender to another path of the same service. */
  | { readonly kind: 'redirect'; readonly status: number }

/** An error page such as something in front of the service would send. */
export const errorPage = (
  status: number,
  headers: Readonly<Record<string, string>> = {},
): HttpTrouble => ({
  kind: 'answer',
  answer: {
    status,
    headers: { 'content-type': 'text/html', ...headers },
    body: `<!doctype html><title>${status}</title><h1>Sorry</h1>`,
  },
})

/** An answer in JSON. */
export const jsonAnswer = (
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(value),
})
