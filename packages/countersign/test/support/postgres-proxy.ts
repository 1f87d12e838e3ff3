import { connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** What becomes of a batch, or whatever else the wire listens for, that the client sends. */
export type Fate =
  | 'pass'
  /** The server never sees it. */
  | 'lose'
  /** The server gets it and answers, but the client never hears: its connection breaks first. */
  | 'answer_nobody'
  /** The connection breaks, and the server gets it all the same, a while later. */
  | 'deliver_late'
  /** Nobody gets anything, and nobody is told. */
  | 'swallow'

/** A wire between store and server that can break where it hurts. */
export interface PostgresProxy {
  readonly url: string
  /** Decides what becomes of each batch from now on, or of whatever else holds that text. */
  decide(fate: () => Fate, text?: string): void
  /** How often something else than `pass` was decided. */
  readonly broken: () => number
}

/** Long enough for the whole of a batch to have been sent. */
const heldMs = 20

const lateMs = 150

/**
 * Starts a wire to the server at `url`; it ends with the test.
 *
 * @param mark what stands in the messages that a fate is decided for: batches, if left out
 */
export const startPostgresProxy = async (url: string, mark = '"verb"'): Promise<PostgresProxy> => {
  const { port, hostname } = new URL(url)
  const sockets = new Set<Socket>()
  let decide = (): Fate => 'pass'
  let decided = mark
  let broken = 0

  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    return socket
  }

  const server = createServer((client) => {
    const upstream = keep(connect(Number(port), hostname))
    let fate: Fate = 'pass'
    keep(client).on('data', (data) => {
      if (fate === 'pass' && data.includes(decided)) {
        fate = decide()
        if (fate !== 'pass') {
          broken += 1
          breakWire(fate, { client, upstream })
        }
      }
      if (carried.has(fate)) upstream.write(data)
    })
    upstream.on('data', (data) => fate === 'pass' && client.write(data))
    upstream.on('close', () => client.destroy())
    client.on('close', () => fate === 'pass' && upstream.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  const own = new URL(url)
  own.port = String(typeof address === 'object' && address ? address.port : 0)
  return {
    url: own.href,
    decide: (fate, text = mark) => {
      decide = fate
      decided = text
    },
    broken: () => broken,
  }
}

/** Fates in which the server gets what the client sends. */
const carried: ReadonlySet<Fate> = new Set<Fate>(['pass', 'answer_nobody', 'deliver_late'])

const breakWire = (
  fate: Exclude<Fate, 'pass'>,
  { client, upstream }: { readonly client: Socket; readonly upstream: Socket },
): void => {
  switch (fate) {
    case 'lose':
      upstream.destroy()
      client.destroy()
      return
    case 'answer_nobody':
      upstream.once('data', () => {
        client.destroy()
        upstream.end()
      })
      return
    case 'deliver_late':
      upstream.cork()
      setTimeout(() => client.destroy(), heldMs)
      setTimeout(() => upstream.end(), lateMs)
      return
    case 'swallow':
      return
  }
}
