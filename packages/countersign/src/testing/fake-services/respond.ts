import type { ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { HttpAnswer, HttpTrouble } from './trouble.ts'

/** An answer that is on its way, and what is to go wrong with it. */
export interface Response {
  readonly response: ServerResponse
  readonly answer: HttpAnswer
}

const page = '<!doctype html><title>Welcome</title><h1>It works!</h1>'

/** Sends an answer as it should be. */
export const respond = ({ response, answer }: Response): void => {
  response.writeHead(answer.status, answer.headers).end(answer.body)
}

/** Sends an answer, or does not, as the trouble wants it. */
export const respondBadly = async (trouble: HttpTrouble, made: Response): Promise<void> => {
  const { response, answer } = made
  const replaceBody = (body: string, headers: HttpAnswer['headers'] = answer.headers ?? {}) =>
    respond({ response, answer: { status: answer.status, headers, body } })
  switch (trouble.kind) {
    case 'answer':
      return respond({ response, answer: trouble.answer })
    case 'late':
      await wait(trouble.afterMs, undefined, { ref: false })
      return respond(made)
    case 'silence':
      return
    case 'reset':
    case 'reset_at_once':
      response.socket?.resetAndDestroy()
      return
    case 'cut_off':
      return cutOff(made)
    case 'cut_json':
      return replaceBody(answer.body.slice(0, answer.body.length / 2))
    case 'empty':
      return replaceBody('')
    case 'garbage':
      return replaceBody(page, { 'content-type': 'text/html' })
    case 'wrong_type':
      return replaceBody(answer.body, { 'content-type': 'text/html' })
    case 'endless':
      return pour(made)
    case 'redirect':
      response.writeHead(trouble.status, { location: '/elsewhere' }).end()
      return
  }
}

const cutOff = ({ response, answer }: Response): void => {
  const { length } = Buffer.from(answer.body)
  response.writeHead(answer.status, { ...answer.headers, 'content-length': length })
  response.write(answer.body.slice(0, length / 2), () => response.socket?.end())
}

/** Sends spaces, after which the JSON could still come, for as long as anybody reads. */
const pour = ({ response, answer }: Response): void => {
  const chunk = ' '.repeat(16 * 1024)
  const more = () => {
    while (!response.destroyed) if (!response.write(chunk)) return
  }
  response.writeHead(answer.status, answer.headers).on('drain', more)
  more()
}
