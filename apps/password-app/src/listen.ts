import type { AddressInfo } from 'node:net'
import type { Express } from 'express'

/** Serves the app, on `PORT` and `HOST` of the environment, and says where. */
export const listen = (app: Express): void => {
  const { PORT = '4000', HOST = 'localhost' } = process.env
  const server = app.listen(Number(PORT), HOST, (error) => {
    if (error) throw error
    const { port } = server.address() as AddressInfo
    process.stdout.write(`The app listens on http://localhost:${port}\n`)
  })
  const stop = () => {
    server.close()
    server.closeIdleConnections()
  }
  process.once('SIGTERM', stop).once('SIGINT', stop)
}
