import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import type { FakeMessage, FakeService } from '../fake-service.ts'
import { readMail } from './read-mail.ts'
import { type ReceivedMail, runSmtpSession, type SmtpTrouble } from './session.ts'

/** A local mail server. */
export interface FakeSmtp extends FakeService {
  /** Every command line that it was given, over all connections. */
  readonly commands: readonly string[]
  /** Every mail it took, as it came over the wire. */
  readonly mails: readonly ReceivedMail[]
  /** How many connections there have been. */
  sessions(): number
  /** Misbehaves from now on; `undefined` ends it. */
  breakWith(trouble: SmtpTrouble | undefined): void
}

/** What a fake mail server may be given. */
export interface FakeSmtpOptions {
  readonly port?: number | undefined
  /** Key and certificate, for a server that speaks TLS from the start. */
  readonly tls?: { readonly key: string; readonly cert: string }
}

/** Starts a mail server of your own that takes every user and every recipient. */
export const createFakeSmtp = async ({
  port = 0,
  tls,
}: FakeSmtpOptions = {}): Promise<FakeSmtp> => {
  const commands: string[] = []
  const mails: ReceivedMail[] = []
  const messages: FakeMessage[] = []
  const sockets = new Set<Socket>()
  let trouble: SmtpTrouble | undefined
  let sessionCount = 0

  const take = (mail: ReceivedMail) => {
    mails.push(mail)
    const { subject, text } = readMail(mail.raw)
    messages.push({ service: 'smtp', id: randomUUID(), to: mail.to, subject, text })
  }
  const listen = (socket: Socket) => {
    sessionCount += 1
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    runSmtpSession(socket, {
      trouble: () => trouble,
      onCommand: (line) => commands.push(line),
      onMail: take,
    })
  }
  const server = tls ? createTlsServer(tls, listen) : createServer(listen)
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')

  return {
    name: 'smtp',
    url: `${tls ? 'smtps' : 'smtp'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    commands,
    mails,
    messages,
    connections: () => sockets.size,
    sessions: () => sessionCount,
    breakWith: (next) => {
      trouble = next
    },
    stop: async () => {
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
