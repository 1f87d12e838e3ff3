import { defaultPolicy, type Policies, type Policy } from 'countersign'
import { createDeployment, type Deployment, type DeploymentOptions } from './deployment.ts'

const byEmail: Policy = { ...defaultPolicy, channels: ['email'], limits: [], resendSeconds: 1 }

/** One purpose that gives a proof, one like it, and one that begins a session. */
export const linkPolicies: Policies = {
  quote: byEmail,
  supplier: byEmail,
  enter: { ...byEmail, whenDisabled: 'refuse', grants: 'session' },
}

/** The one place of these tests that people may be sent on to. */
export const target = 'https://app.acme.example/signed-in'

/** A deployment that sends links. */
export interface Linking extends Deployment {
  /** Asks for a link. */
  ask(body?: Readonly<Record<string, unknown>>, headers?: HeaderFields): Promise<Response>
  /** Presses the button behind a link. */
  press(token: string, body?: object, headers?: HeaderFields): Promise<Response>
  /** Opens an address, as a browser or a mail scanner does. */
  open(url: string, init?: RequestInit): Promise<Response>
  /** The link of the newest message. */
  lastLink(): string
  /** Its token. */
  lastToken(): string
}

type HeaderFields = Readonly<Record<string, string>>

/** An address that no other call has returned. */
export const newEmail = (() => {
  let count = 0
  return () => `person${++count}@example.com`
})()

/** Puts a deployment together whose purposes go by email. */
export const createLinking = async (options: DeploymentOptions = {}): Promise<Linking> => {
  const under = await createDeployment({ policies: linkPolicies, redirects: [target], ...options })
  const lastLink = () => under.provider.messages.at(-1)?.link?.reveal() ?? ''
  return {
    ...under,
    lastLink,
    lastToken: () => tokenIn(lastLink()),
    ask: (body = {}, headers = {}) =>
      under.post(
        '/api/magic-link/send',
        { purpose: 'quote', email: newEmail(), ...body },
        { headers },
      ),
    press: (token, body = {}, headers = {}) =>
      under.post('/api/magic-link/verify', { token, ...body }, { headers }),
    open: (url, init) => under.fetch(new Request(url, init)),
  }
}

/** The token in a link. */
export const tokenIn = (link: string): string => new URL(link).searchParams.get('token') ?? ''
