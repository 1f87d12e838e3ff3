import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Countersign } from 'countersign'
import {
  type ExpressRequest as ExpressMessage,
  type ExpressMiddleware,
  proofOf,
  signedInOf,
} from 'countersign/express'
import { createFetchGates } from 'countersign/fetch'
import { createHonoGates } from 'countersign/hono'
import express, { type Request as ExpressRequest } from 'express'
import express4 from 'express-4'
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify'
import { Hono } from 'hono'
import { onTestFinished } from 'vitest'

type Fetch = (path: string, init?: RequestInit) => Promise<Response>

/** Calls an app with routes behind gates. */
export type StartApp = (countersign: Countersign) => Promise<Fetch>

/** What a route says behind its gate. */
const said = (
  proof: { readonly recipient: string; readonly subject: string | undefined } | undefined,
) =>
  proof === undefined
    ? { passed: 'without a proof' }
    : { passed: proof.recipient, subject: proof.subject }

const actionIn = (amount: string | null | undefined) =>
  amount === null || amount === undefined
    ? undefined
    : { name: 'transfer', parametersDigest: amount }

const phoneIn = (body: unknown) => (body as { readonly phone?: string } | undefined)?.phone

/** Listens on a port of this machine until the test ends. */
export const listen = async (handler: RequestListener): Promise<Fetch> => {
  const server = createServer(handler)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  return (path, init) => fetch(`http://127.0.0.1:${port}${path}`, init)
}

const expressApp =
  (create: typeof express): StartApp =>
  ({ requireProof, requireAuth, optionalAuth }) => {
    const app = create()
    app.use(create.json())
    const bound = requireProof('register', {
      recipient: (request: ExpressRequest) => phoneIn(request.body),
    })
    const stepUp = requireProof('step_up', {
      subject: (request) => request.headers['x-user']?.toString(),
      action: (request) => actionIn(request.headers['x-amount']?.toString()),
    })
    const broken = requireProof('login', { recipient: () => Promise.reject(new Error('host')) })
    const answer = (request: ExpressRequest, response: express.Response) =>
      void response.json(said(proofOf(request)))
    app.post('/register', bound, answer)
    app.post('/transfer', stepUp, answer)
    app.post('/step-up', requireProof('step_up'), answer)
    const who = (request: ExpressRequest, response: express.Response) =>
      void response.json({ user: signedInOf(request)?.user.id ?? null })
    app.post('/me', requireAuth, who)
    app.post('/maybe', optionalAuth, who)
    app.post('/mine', requireAuth, requireProof('step_up'), answer)
    app.post('/login', requireProof('login'), answer)
    app.post('/broken', broken, answer)
    app.use((_error: unknown, _request: unknown, response: express.Response, _next: unknown) => {
      response.status(500).json({ mended: 'by the error handler of the host' })
    })
    return listen(app)
  }

const honoApp: StartApp = async (countersign) => {
  const { requireProof, requireAuth, optionalAuth } = createHonoGates(countersign)
  const app = new Hono()
  const stepUp = requireProof('step_up', {
    subject: ({ req }) => req.header('x-user'),
    action: ({ req }) => actionIn(req.header('x-amount')),
  })
  const bound = requireProof('register', {
    recipient: async ({ req }) => phoneIn(await req.json()),
  })
  const broken = requireProof('login', { recipient: () => Promise.reject(new Error('host')) })
  app.post('/register', bound, (context) => context.json(said(context.get('proof'))))
  app.post('/transfer', stepUp, (context) => context.json(said(context.get('proof'))))
  app.post('/step-up', requireProof('step_up'), (context) =>
    context.json(said(context.get('proof'))),
  )
  app.post('/me', requireAuth, (context) => context.json({ user: context.get('signedIn').user.id }))
  app.post('/maybe', optionalAuth, (context) =>
    context.json({ user: context.get('signedIn')?.user.id ?? null }),
  )
  app.post('/mine', requireAuth, requireProof('step_up'), (context) =>
    context.json(said(context.get('proof'))),
  )
  app.post('/login', requireProof('login'), (context) => context.json(said(context.get('proof'))))
  app.post('/broken', broken, (context) => context.json({}))
  app.onError((_error, context) => context.json({}, 500))
  return async (path, init) => app.fetch(new Request(`https://app.acme.example${path}`, init))
}

const fetchApp: StartApp = async (countersign) => {
  const { requireProof, requireAuth, optionalAuth } = createFetchGates(countersign)
  const stepUp = requireProof('step_up', {
    subject: ({ headers }) => headers.get('x-user') ?? undefined,
    action: ({ headers }) => actionIn(headers.get('x-amount')),
  })
  const bound = requireProof('register', {
    recipient: async (request) => phoneIn(await request.clone().json()),
  })
  const broken = requireProof('login', { recipient: () => Promise.reject(new Error('host')) })
  const routes: Readonly<Record<string, (request: Request) => Response | Promise<Response>>> = {
    '/register': bound((_request, proof) => Response.json(said(proof))),
    '/transfer': stepUp((_request, proof) => Response.json(said(proof))),
    '/step-up': requireProof('step_up')((_request, proof) => Response.json(said(proof))),
    '/me': requireAuth((_request, { user }) => Response.json({ user: user.id })),
    '/maybe': optionalAuth((_request, found) => Response.json({ user: found?.user.id ?? null })),
    '/mine': requireAuth(async (request) =>
      requireProof('step_up')((_request, proof) => Response.json(said(proof)))(request),
    ),
    '/login': requireProof('login')((_request, proof) => Response.json(said(proof))),
    '/broken': broken(() => new Response()),
  }
  return async (path, init) => {
    try {
      const route = routes[path]
      return (await route?.(new Request(`https://app.acme.example${path}`, init))) ?? new Response()
    } catch {
      return new Response(null, { status: 500 })
    }
  }
}

const fastifyApp: StartApp = async ({ requireProof, requireAuth, optionalAuth }) => {
  const app = Fastify()
  onTestFinished(() => app.close())
  const behind =
    (...gates: readonly ExpressMiddleware[]) =>
    async (request: FastifyRequest, reply: FastifyReply) => {
      const raw = Object.assign(request.raw, { body: request.body })
      for (const gate of gates) {
        const { promise, resolve, reject } = Promise.withResolvers<void>()
        gate(raw, reply.raw, (error) => (error === undefined ? resolve() : reject(error)))
        await promise
      }
    }
  const stepUp = requireProof('step_up', {
    subject: (request) => request.headers['x-user']?.toString(),
    action: (request) => actionIn(request.headers['x-amount']?.toString()),
  })
  const bound = requireProof('register', {
    recipient: (request: ExpressMessage) => phoneIn(request.body),
  })
  const broken = requireProof('login', { recipient: () => Promise.reject(new Error('host')) })
  const answer = async ({ raw }: FastifyRequest) => said(proofOf(raw))
  const who = async ({ raw }: FastifyRequest) => ({ user: signedInOf(raw)?.user.id ?? null })
  app.post('/register', { preHandler: behind(bound) }, answer)
  app.post('/transfer', { preHandler: behind(stepUp) }, answer)
  app.post('/step-up', { preHandler: behind(requireProof('step_up')) }, answer)
  app.post('/me', { preHandler: behind(requireAuth) }, who)
  app.post('/maybe', { preHandler: behind(optionalAuth) }, who)
  app.post('/mine', { preHandler: behind(requireAuth, requireProof('step_up')) }, answer)
  app.post('/login', { preHandler: behind(requireProof('login')) }, answer)
  app.post('/broken', { preHandler: behind(broken) }, answer)
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  return (path, init) => fetch(url + path, init)
}

/** Apps with the same routes. */
export const frameworks: Readonly<Record<string, StartApp>> = {
  'Express 5': expressApp(express),
  'Express 4': expressApp(express4),
  Fastify: fastifyApp,
  Hono: honoApp,
  fetch: fetchApp,
}

/** A middleware alone, without a framework. */
export const alone =
  (middleware: ExpressMiddleware): RequestListener =>
  (request, response) =>
    middleware(request, response, () => {
      response.statusCode = 418
      response.end()
    })
