import { expect } from 'vitest'
import type { Deployment } from './deployment.ts'

/** What the sign-in API says of a user. */
export interface ShownUser {
  readonly id: string
  readonly phoneNumber?: string
  readonly email?: string
  readonly username?: string
  readonly isGuest: boolean
  readonly isNew?: true
}

/** What the sign-in API answers, as far as tests look at it. */
export interface SignInAnswer {
  readonly success: boolean
  readonly message: string
  readonly token: string
  readonly otp?: string
  readonly user: ShownUser
  readonly sessions: readonly {
    readonly id: string
    readonly label: string
    readonly createdAt: string
    readonly lastSeenAt: string
    readonly isCurrent: boolean
  }[]
}

/** The body of an answer of the sign-in API. */
export const bodyOf = async (response: Response): Promise<SignInAnswer> =>
  JSON.parse(await response.text())

/** Ten digits, as people in India write their phones, that no other call has returned. */
export const newIndianPhone = (() => {
  let count = 0
  return () => `98765${String(++count).padStart(5, '0')}`
})()

type Headers = Readonly<Record<string, string>>

/** Asks the API for something. The host is the one of the deployment. */
export const ask = (
  { fetch }: Pick<Deployment, 'fetch'>,
  target: string,
  { body, headers = {} }: { readonly body?: unknown; readonly headers?: Headers } = {},
): Promise<Response> => {
  const [method = 'GET', path = '/'] = target.split(' ')
  return fetch(
    new Request(`https://otp.acme.example${path}`, {
      method,
      headers: {
        'x-request-id': 'test',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }),
    newAddress(),
  )
}

/** An address that no other call has come from, so that limits per address stay out of the way. */
export const newAddress = (() => {
  let count = 0
  return () => `198.18.${Math.trunc(++count / 250) % 250}.${(count % 250) + 1}`
})()

/** A bearer header. */
export const bearer = (token: string): Headers => ({ authorization: `Bearer ${token}` })

/** A cookie header. */
export const cookie = (token: string): Headers => ({ cookie: `__Host-countersign=${token}` })

/** The cookie that an answer set, as the browser sends it back. */
export const cookieOf = (response: Response): Headers => ({
  cookie: response.headers.get('set-cookie')?.split(';')[0] ?? '',
})

/** Signs in with a phone: asks for the code, reads it, and proves it. */
export const signIn = async (
  deployment: Deployment,
  {
    phoneNumber = newIndianPhone(),
    headers = {},
  }: { phoneNumber?: string; headers?: Headers } = {},
): Promise<SignInAnswer & { readonly response: Response; readonly phoneNumber: string }> => {
  await askForCode(deployment, phoneNumber)
  const otp = deployment.lastCode()
  const response = await ask(deployment, 'POST /api/auth/otp/verify', {
    body: { phoneNumber, otp },
    headers,
  })
  expect(response.status).toBe(200)
  return { ...(await bodyOf(response)), response, phoneNumber }
}

/** Asks for a code to sign in with, as often as the cool-down says, until it is sent. */
export const askForCode = async (deployment: Deployment, phoneNumber: string): Promise<void> => {
  const request = () => ask(deployment, 'POST /api/auth/otp/request', { body: { phoneNumber } })
  const first = await request()
  if (first.status === 200) return
  deployment.clock.advance(Number(first.headers.get('retry-after')) * 1000)
  expect((await request()).status).toBe(200)
}

/** Status of `GET /api/auth/me` with a token. */
export const meWith = async (
  deployment: Pick<Deployment, 'fetch'>,
  token: string,
): Promise<number> => (await ask(deployment, 'GET /api/auth/me', { headers: bearer(token) })).status
