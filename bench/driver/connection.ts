import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** One answer, as text. */
export interface Answer {
  readonly status: number
  readonly head: string
  readonly body: string
}

/** A kept-alive connection: one request at a time. */
export interface Connection {
  exchange(request: string): Promise<Answer>
  close(): void
}

interface Waiting {
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: Error) => void
}

/**
 * HTTP/1.1 on a bare socket, no more than our own two servers need: every answer has a length. A
 * client library would cost more than the server that is measured.
 */
export const openConnection = async (port: number): Promise<Connection> => {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  let received = ''
  let waiting: Waiting | undefined

  socket.on('data', (chunk) => {
    received += chunk.toString('latin1')
    const answer = readAnswer(received)
    if (answer === undefined) return
    received = ''
    waiting?.resolve(answer)
  })
  onEnd(socket, (error) => waiting?.reject(error))

  return {
    exchange: (request) =>
      new Promise<Answer>((resolve, reject) => {
        waiting = { resolve, reject }
        socket.write(request, 'latin1')
      }),
    close: () => socket.destroy(),
  }
}

const onEnd = (socket: Socket, report: (error: Error) => void): void => {
  socket.on('error', report)
  socket.on('close', () => report(new Error('the connection was closed')))
}

const lengthField = /\r\ncontent-length: (\d+)/i

const readAnswer = (text: string): Answer | undefined => {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const head = text.slice(0, end)
  const length = Number(lengthField.exec(head)?.[1] ?? 0)
  if (text.length < end + 4 + length) return undefined
  return { status: Number(head.slice(9, 12)), head, body: text.slice(end + 4) }
}
