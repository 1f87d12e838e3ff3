import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { newPhone, sendCode, verifyCode } from './support/codes.ts'
import { openRaw, type RawConnection, readAnswer } from './support/raw-http.ts'
import { type ServerProcess, startServer } from './support/server-process.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const purpose = 'shutdown'
const config = { purposes: { [purpose]: { resendSeconds: 0, limits: [] } } }
const exitWithinMs = 5_000

interface Pending {
  readonly phone_e164: string
  readonly connection: RawConnection
  readonly body: string
}

/** Begins a send that the server has certainly accepted: it has asked for the body. */
const beginSend = async (server: ServerProcess): Promise<Pending> => {
  const phone_e164 = newPhone()
  const body = JSON.stringify({ purpose, phone_e164 })
  const connection = await openRaw(server.port)
  connection.write(
    [
      'POST /api/otp/send HTTP/1.1',
      'Host: localhost',
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
      'Expect: 100-continue',
      '\r\n',
    ].join('\r\n'),
  )
  await connection.receives('100 Continue\r\n\r\n')
  return { phone_e164, connection, body }
}

/** A connection that has had one answer and is kept open for the next request. */
const keepAlive = async (server: ServerProcess): Promise<RawConnection> => {
  const connection = await openRaw(server.port)
  connection.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n')
  await connection.receives('{"status":"alive"}')
  return connection
}

const untilRefused = async (server: ServerProcess): Promise<void> => {
  const giveUpAtMs = performance.now() + exitWithinMs
  while (performance.now() < giveUpAtMs) {
    const connection = await openRaw(server.port).catch(() => undefined)
    if (connection === undefined) return
    connection.abandon()
    await pause(5)
  }
  throw new Error('new connections are still taken')
}

const challengesIn = (folder: string): number => {
  const database = new DatabaseSync(join(folder, 'data', 'countersign.db'), { readOnly: true })
  const row = database.prepare('select count(*) as count from challenges').get()
  database.close()
  return Number(row?.['count'])
}

test.each(['SIGTERM', 'SIGINT'] as const)(
  'L4 %s lets what was accepted finish, takes nothing new, and what it answered is still true after a restart',
  async (signal) => {
    const folder = temporaryFolder()
    const server = await startServer({ folder, config })
    const idle = await Promise.all([1, 2, 3].map(() => keepAlive(server)))
    const pending = await Promise.all(Array.from({ length: 40 }, () => beginSend(server)))

    const askedAtMs = performance.now()
    server.signal(signal)
    await untilRefused(server)
    for (const { connection, body } of pending) connection.write(body)
    await Promise.all([...pending, ...idle.map((connection) => ({ connection }))].map(closed))
    expect(await server.ended).toBe(0)
    expect(performance.now() - askedAtMs).toBeLessThan(exitWithinMs)
    // Forty phones from one address within a moment look like abuse, and rightly so.
    const complaints = server
      .output()
      .split('\n')
      .filter((line) => /"level":[456]0/.test(line))
    expect(complaints.filter((line) => !line.includes('sending looks like abuse'))).toEqual([])

    const restarted = await startServer({ folder, config })
    for (const { phone_e164, connection } of pending) {
      const { status, headers } = readAnswer(connection.received())
      expect(status).toBe(200)
      expect(headers.get('connection')).toBe('close')
      const code = headers.get('debug-otp') ?? ''
      expect(await verifyCode(restarted, { purpose, phone_e164, code })).toBe(200)
    }
  },
)

const closed = ({ connection }: { readonly connection: RawConnection }) => connection.closed

test('L4 K1 a server that is stopped under load answers every send whose code it has written down', async () => {
  const folder = temporaryFolder()
  const server = await startServer({ folder, config })
  const answered: { readonly phone_e164: string; readonly code: string }[] = []
  const person = async (): Promise<void> => {
    const phone_e164 = newPhone()
    const sent = await sendCode(server, { purpose, phone_e164 }).catch(() => undefined)
    if (sent === undefined) return
    expect(sent.status).toBe(200)
    answered.push({ phone_e164, code: sent.code })
    if (answered.length === 100) server.signal('SIGTERM')
    await person()
  }
  await Promise.all(Array.from({ length: 30 }, person))
  expect(await server.ended).toBe(0)
  expect(challengesIn(folder)).toBe(answered.length)

  const restarted = await startServer({ folder, config })
  const again = answered.map((sent) => verifyCode(restarted, { purpose, ...sent }))
  expect(new Set(await Promise.all(again))).toEqual(new Set([200]))
})

test('L4 connections on which nothing was asked yet do not hold a shutdown up', async () => {
  const server = await startServer({ folder: temporaryFolder(), config })
  const silent = await Promise.all([1, 2, 3].map(() => openRaw(server.port)))
  expect((await server.fetch('/healthz')).status).toBe(200)
  const askedAtMs = performance.now()
  expect(await server.stop()).toBe(0)
  expect(performance.now() - askedAtMs).toBeLessThan(exitWithinMs)
  await Promise.all(silent.map((connection) => connection.closed))
})
