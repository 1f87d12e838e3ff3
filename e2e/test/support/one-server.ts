import { type Answer, postJson } from '../../workload/http.ts'
import type { ServerProcess } from '../../world/server-process.ts'

const timeoutMs = 20_000

/** A person at one server, without records. */
export interface Visitor {
  send(phone: string): Promise<Answer | undefined>
  verify(phone: string, code: string): Promise<Answer | undefined>
  status(path: string): Promise<number | undefined>
  /** How many messages the server has sent, at most as many as its outbox keeps. */
  messages(): Promise<number>
}

/** Someone who uses `server` for `purpose`. */
export const createVisitor = ({ url }: ServerProcess, purpose: string): Visitor => {
  const post = async (path: string, body: Readonly<Record<string, string>>) => {
    const got = await postJson(`${url}${path}`, { purpose, ...body }, { timeoutMs })
    return typeof got === 'string' ? undefined : got
  }
  return {
    send: (phone) => post('/api/otp/send', { phone_e164: phone }),
    verify: (phone, code) => post('/api/otp/verify', { phone_e164: phone, code }),
    status: async (path) => {
      const signal = AbortSignal.timeout(timeoutMs)
      const answer = await fetch(`${url}${path}`, { signal }).catch(() => undefined)
      await answer?.arrayBuffer()
      return answer?.status
    },
    messages: async () => {
      const answer = await fetch(`${url}/dev/outbox`, { headers: { accept: 'application/json' } })
      return ((await answer.json()) as { readonly messages: readonly unknown[] }).messages.length
    },
  }
}
