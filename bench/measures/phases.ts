import type { ServerKind } from '../servers/protocol.ts'

/** Servers under load, by the name that phases call them. */
export type ServerName =
  | 'no-op'
  | 'sqlite'
  | 'sqlite unbatched'
  | 'postgres'
  | 'postgres unbatched'
  | 'stub'
  | 'route'

/** Limiters that are checked in a process of their own, without HTTP. */
export type LimiterName = 'limiter' | 'limiter peer'

/** One thing that is measured in every round. */
export type Phase =
  | { readonly server: ServerName; readonly connections: number }
  | { readonly limiter: LimiterName; readonly atATime: number }

/** What a phase is called in results. */
export const phaseName = (phase: Phase): string =>
  'server' in phase ? `${phase.server}, ${phase.connections}` : `${phase.limiter}, ${phase.atATime}`

/** Where the stores are. */
export interface StorePlaces {
  readonly folder: string
  readonly postgresUrl: string | undefined
}

/** How to start a server. */
export const serverKind = (
  name: ServerName,
  { folder, postgresUrl = '' }: StorePlaces,
): ServerKind => {
  switch (name) {
    case 'no-op':
    case 'stub':
    case 'route':
      return { kind: name }
    case 'sqlite':
      return { kind: 'product', storeUrl: `sqlite:${folder}/batched.db`, isBatched: true }
    case 'sqlite unbatched':
      return { kind: 'product', storeUrl: `sqlite:${folder}/unbatched.db`, isBatched: false }
    case 'postgres':
    case 'postgres unbatched':
      return { kind: 'product', storeUrl: postgresUrl, isBatched: name === 'postgres' }
  }
}

/** Whether a phase needs a PostgreSQL. */
export const needsPostgres = (phase: Phase): boolean =>
  'server' in phase && phase.server.startsWith('postgres')
