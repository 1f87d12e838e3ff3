/** A message that nobody carried anywhere: it is shown in the development outbox. */
export interface OutboxMessage {
  readonly id: string
  /** When it was sent, ISO 8601. */
  readonly at: string
  readonly channel: string
  readonly to: string
  readonly purpose: string
  readonly text: string
  readonly code: string
  readonly link: string | null
  /** The HTML part, of a message that has one. */
  readonly html?: string | undefined
}

/** Messages of the console provider, in this process's memory. */
export interface Outbox {
  /** Newest first. */
  messages(): readonly OutboxMessage[]
  /** The newest code for an address and a purpose. */
  codeFor(to: string, purpose: string): string | undefined
}
