/** Which server to start. */
export type ServerKind =
  /** Two routes of bare `node:http` that parse a JSON body and answer with one. */
  | { readonly kind: 'no-op' }
  /** The product on a store; unless `isBatched`, no two verbs share a commit. */
  | { readonly kind: 'product'; readonly storeUrl: string; readonly isBatched: boolean }
  /** The product on a store that does nothing and says yes. */
  | { readonly kind: 'stub' }
  /** The product's HTTP side on an engine that does nothing and says yes. */
  | { readonly kind: 'route' }

/** What a server says once it listens. */
export interface ServerReady {
  readonly port: number
}

/** The only question a server is asked. */
export type ServerQuestion = 'cpu'

/** Processor time of the server since it started. */
export interface ServerReply {
  readonly cpuMicroseconds: number
}

/** Processor time of this process. */
export const cpuReply = (): ServerReply => {
  const { user, system } = process.cpuUsage()
  return { cpuMicroseconds: user + system }
}
