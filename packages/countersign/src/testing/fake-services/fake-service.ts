/** A request as it arrived. */
export interface RecordedRequest {
  readonly method: string
  /** Path with its query, as it stood in the request line. */
  readonly path: string
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** The body, byte for byte as UTF-8. */
  readonly body: string
}

/** A message that a service took, as its recipient would see it. */
export interface FakeMessage {
  /** Which service took it, for example `arkesel`. */
  readonly service: string
  /** The id that the service gave it. */
  readonly id: string
  /** Recipient as the service was told. */
  readonly to: string
  readonly subject?: string
  readonly text: string
}

/** A local stand-in for a service that carries messages. */
export interface FakeService {
  readonly name: string
  /** Where it listens: the `baseUrl` of its integration. */
  readonly url: string
  /** Every message it took, oldest first. */
  readonly messages: readonly FakeMessage[]
  /** How many connections are open. */
  connections(): number
  /** Stops listening and ends every connection. */
  stop(): Promise<void>
}
