import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import type { Cleanup } from './cleanup.ts'

/** What the proxy does to connections, those that exist and new ones. */
export type ProxyFault =
  | { readonly kind: 'none' }
  /** Nobody listens. */
  | { readonly kind: 'refuse' }
  /** Takes everything, answers nothing. */
  | { readonly kind: 'black hole' }
  /** Passes questions on and swallows the answers. */
  | { readonly kind: 'mute' }
  /** Ends every connection at once. */
  | { readonly kind: 'reset' }
  /** Holds every piece back. */
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** Passes so many bytes on, in one direction, over all connections, and then ends the connection. */
  | { readonly kind: 'cut'; readonly from: 'client' | 'server'; readonly afterBytes: number }

/** A TCP proxy that can break. */
export interface FaultProxy {
  readonly port: number
  /** From now on; resolves when it is so. */
  set(fault: ProxyFault): Promise<void>
  /** How many connections were cut so far. */
  cuts(): number
}

interface Pair {
  readonly client: Socket
  readonly server: Socket
}

/** Starts a proxy on loopback in front of a port of loopback. */
export const startFaultProxy = async (
  targetPort: number,
  cleanup: Cleanup,
): Promise<FaultProxy> => {
  const pairs = new Set<Pair>()
  let fault: ProxyFault = { kind: 'none' }
  let bytesLeft = 0
  let cutCount = 0

  const end = (pair: Pair) => {
    pairs.delete(pair)
    for (const socket of [pair.client, pair.server]) if (!socket.destroyed) socket.resetAndDestroy()
  }
  const pass = (pair: Pair, from: 'client' | 'server', bytes: Buffer) => {
    const to = from === 'client' ? pair.server : pair.client
    if (fault.kind === 'black hole' || (fault.kind === 'mute' && from === 'server')) return
    if (fault.kind === 'slow') {
      setTimeout(() => to.writable && to.write(bytes), fault.delayMs)
      return
    }
    if (fault.kind !== 'cut' || fault.from !== from || bytes.length < bytesLeft) {
      if (fault.kind === 'cut' && fault.from === from) bytesLeft -= bytes.length
      to.write(bytes)
      return
    }
    to.write(bytes.subarray(0, bytesLeft), () => end(pair))
    fault = { kind: 'none' }
    cutCount += 1
  }
  const take = (client: Socket): void => {
    if (fault.kind === 'reset') {
      client.resetAndDestroy()
      return
    }
    const pair: Pair = { client, server: connect(targetPort, '127.0.0.1') }
    pairs.add(pair)
    for (const from of ['client', 'server'] as const)
      pair[from]
        .on('data', (bytes: Buffer) => pass(pair, from, bytes))
        .on('error', () => end(pair))
        .on('close', () => end(pair))
  }

  let listening = await listen(0, take)
  const port = portOf(listening)
  const stop = async () => {
    for (const pair of pairs) end(pair)
    if (listening.listening) await new Promise((resolve) => listening.close(resolve))
  }
  cleanup.add(stop)

  return {
    port,
    cuts: () => cutCount,
    set: async (next) => {
      fault = next
      if (next.kind === 'cut') bytesLeft = next.afterBytes
      if (next.kind === 'refuse') return stop()
      if (next.kind === 'reset') for (const pair of pairs) end(pair)
      if (!listening.listening) listening = await listen(port, take)
    },
  }
}

const listen = async (port: number, take: (client: Socket) => void): Promise<Server> => {
  const server = createServer(take).listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}

const portOf = (server: Server): number => {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
