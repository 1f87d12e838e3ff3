import { createGuardedApp } from './guarded-app.ts'
import { openStoreNamed, type StoreName } from './stores.ts'

/** The part of Bun that is used. */
interface BunServer {
  readonly port: number
  requestIP(request: Request): { readonly address: string } | null
}

const { Bun } = globalThis as unknown as {
  readonly Bun: {
    serve(options: {
      readonly port: number
      readonly hostname: string
      fetch(request: Request, server: BunServer): Response | Promise<Response>
    }): BunServer
  }
}

const app = createGuardedApp(await openStoreNamed(JSON.parse(process.argv[2] ?? '') as StoreName))

const { port } = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch: (request, server) => app.fetch(request, server.requestIP(request)?.address),
})

// Says where, and ends with its input: it cannot outlive whoever started it.
process.stdout.write(`${port}\n`)
process.stdin.on('end', () => void app.close().then(() => process.exit(0)))
process.stdin.resume()
