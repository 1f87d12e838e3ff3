import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Place } from './leak-search.ts'
import { exchangeRaw, openRaw } from './raw-http.ts'
import type { ServerProcess } from './server-process.ts'

/** Talks to a server and keeps everything it answers, but for what exists to show codes and to give tokens. */
export interface Witness {
  /** Sends JSON, or text as it is, and remembers status, headers and body of the answer. */
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>
  get(path: string): Promise<Response>
  /** Sends bytes as they are and remembers what came back. */
  raw(...bytes: readonly (string | Uint8Array)[]): Promise<void>
  /** Sends bytes and goes away without an answer. */
  abandon(bytes: string): Promise<void>
  readonly answers: readonly Place[]
  /** Tokens and cookies that answers gave away, by what they are. They belong nowhere else. */
  readonly given: readonly { readonly name: string; readonly value: string }[]
}

/** Headers that carry the code in development, and cookies, by contract. */
const givingHeaders: ReadonlySet<string> = new Set(['debug-otp', 'set-cookie'])

/** Fields that carry a token, by contract. */
const givingFields = /"(proof_token|step_up_token|session_token|token)":"([^"]+)"/g

/** Fields that tell a server with an API key whose proof it redeemed, by contract. */
const tellingFields = /"(recipient|subject)":"[^"]*"/g

/** Creates a witness. */
export const createWitness = (server: ServerProcess): Witness => {
  const answers: Place[] = []
  const given: { readonly name: string; readonly value: string }[] = []
  const remember = async (name: string, answer: Response): Promise<Response> => {
    const headers = [...answer.headers].filter(([header]) => !givingHeaders.has(header))
    const body = await answer.clone().text()
    for (const [, field = '', value = ''] of body.matchAll(givingFields))
      given.push({ name: field, value })
    for (const cookie of answer.headers.getSetCookie())
      given.push({ name: 'cookie', value: cookie.split(/[=;]/)[1] ?? '' })
    const kept = [givingFields, tellingFields].reduce(
      (text, fields) => text.replaceAll(fields, '"$1":""'),
      body,
    )
    const text = JSON.stringify([answer.status, headers, kept])
    answers.push({ name, bytes: Buffer.from(text) })
    return answer
  }
  return {
    answers,
    given,
    get: async (path) => remember(`answer to GET ${path}`, await server.fetch(path)),
    post: async (path, body, headers) => {
      const answer = await server.fetch(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      })
      return remember(`answer ${answers.length} to POST`, answer)
    },
    raw: async (...bytes) => {
      const { status, headers, body } = await exchangeRaw(server.port, ...bytes)
      const text = JSON.stringify([status, [...headers], body])
      answers.push({ name: `answer ${answers.length} to raw bytes`, bytes: Buffer.from(text) })
    },
    abandon: async (bytes) => {
      const connection = await openRaw(server.port)
      connection.write(bytes)
      connection.abandon()
      await connection.closed
    },
  }
}

/** Every file under a folder. */
export const filesIn = (folder: string): readonly Place[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ name: relative(folder, path), bytes: readFileSync(path) }))
