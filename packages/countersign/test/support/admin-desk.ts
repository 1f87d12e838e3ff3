import { randomBytes } from 'node:crypto'
import {
  type Admin,
  type AuditEvent,
  createAuditor,
  createSecret,
  type Store,
  systemRandom,
} from 'countersign'
import { adminSecretHash, createSignInLink } from 'countersign/http'
import {
  createDeployment,
  type Deployment,
  type DeploymentOptions,
  testKeyRing as keyRing,
} from './deployment.ts'

/** A deployment with administrators. */
export interface AdminDesk extends Deployment {
  /** Makes an administrator and gives the token. */
  hire(admin?: Partial<Admin> & { readonly forMs?: number }): Promise<string>
  /** Takes the token away again. */
  dismiss(name: string): Promise<void>
  /** The token of a sign-in link. */
  makeLink(admin?: Partial<Admin>): Promise<string>
  ask(method: string, path: string, options?: AskOptions): Promise<Answered>
  /** Signs in from a page of ours and gives the value of the `Cookie` header. */
  signIn(secret: { readonly token: string } | { readonly link: string }): Promise<string>
  /** Newest first. */
  events(type?: string): Promise<readonly AuditEvent[]>
}

/** What a request of an administrator may carry. */
export interface AskOptions {
  readonly token?: string | undefined
  readonly cookie?: string | undefined
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly peer?: string
}

/** An answer that was read. */
export interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it
  readonly json: any
}

/** Headers that browsers send from a page of ours. */
export const fromOwnPage = { 'sec-fetch-site': 'same-origin' }

const auditor = createAuditor(keyRing, systemRandom)
const nobody = { name: 'kofi', role: 'operator' } as const satisfies Admin

/** Makes an administrator of a store and gives the token. */
export const hireAt = async (
  store: Store,
  { name, role, forMs }: Admin & { readonly forMs?: number },
): Promise<string> => {
  const token = `ca_${randomBytes(32).toString('base64url')}`
  const hash = adminSecretHash(keyRing, 'token', createSecret(token))
  const audit = auditor({ type: 'admin.created', actor: 'cli', facts: { name } })
  await store.admins.create({ name, role, hash, audit, ...(forMs !== undefined && { forMs }) })
  return token
}

/** Puts a deployment with administrators together. */
export const createAdminDesk = async (options: DeploymentOptions = {}): Promise<AdminDesk> => {
  const deployment = await createDeployment(options)
  const { store, fetch } = deployment

  const ask: AdminDesk['ask'] = async (method, path, { token, cookie, body, ...rest } = {}) => {
    const request = new Request(`http://otp.acme.example${path}`, {
      method,
      headers: {
        'x-request-id': 'test',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(cookie !== undefined && { cookie }),
        ...rest.headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const response = await fetch(request, rest.peer)
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') === true
    const json = isJson ? JSON.parse(text) : undefined
    return { status: response.status, headers: response.headers, text, json }
  }

  return {
    ...deployment,
    ask,
    hire: (admin = {}) => hireAt(store, { ...nobody, ...admin }),
    dismiss: async (name) => {
      await store.admins.revoke({
        ...{ name, audit: auditor({ type: 'admin.revoked', actor: 'cli', facts: { name } }) },
      })
    },
    makeLink: async (admin = {}) => {
      const publicUrl = new URL('https://otp.acme.example')
      const parts = { store, keyRing, random: systemRandom, publicUrl }
      const link = await createSignInLink({ ...parts, admin: { ...nobody, ...admin } })
      return new URL(link.reveal()).searchParams.get('token') ?? ''
    },
    signIn: async (secret) => {
      const { headers } = await ask('POST', '/api/admin/session', {
        body: secret,
        headers: fromOwnPage,
      })
      return headers.get('set-cookie')?.split(';')[0] ?? ''
    },
    events: (type) =>
      store.audit.list({ rowsAtMost: 100, types: type === undefined ? undefined : [type] }),
  }
}
