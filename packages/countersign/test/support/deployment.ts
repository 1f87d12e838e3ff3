import { join } from 'node:path'
import {
  builtInPurposes,
  type Captcha,
  type Channels,
  type Clock,
  createEngine,
  createKeyRing,
  defaultFailureBudget,
  type EmailDomains,
  type FailureBudgetPolicy,
  type KeyRing,
  keyUses,
  type Log,
  observeStore,
  type Policies,
  type SessionSettings,
  type Store,
  silentLog,
  silentTelemetry,
  type Telemetry,
  type TestRecipient,
} from 'countersign'
import {
  type AdminOptions,
  type Callback,
  createHttp,
  type Development,
  type Http,
} from 'countersign/http'
import { createMemoryStore } from 'countersign/stores/memory'
import { createSqliteStore } from 'countersign/stores/sqlite'
import {
  createFakeClock,
  createRecordingProvider,
  type FakeClock,
  type RecordingProvider,
} from 'countersign/testing'
import { onTestFinished } from 'vitest'
import { createTestSchema } from './postgres.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** Every store a test must pass on. */
export const stores = {
  memory: async (clock) => createMemoryStore({ clock }),
  sqlite: async (clock) => createSqliteStore({ clock, path: join(temporaryFolder(), 'test.db') }),
  postgres: (clock) => createTestSchema().open({ clock }),
} satisfies Readonly<Record<string, OpenStore>>

/** For each store, something that opens the same data every time, as several processes do. */
export const sharedStores = {
  memory: () => {
    let store: Store | undefined
    return async (clock) => (store ??= createMemoryStore({ clock }))
  },
  sqlite: () => {
    const path = join(temporaryFolder(), 'shared.db')
    return async (clock) => createSqliteStore({ clock, path })
  },
  postgres: () => {
    const schema = createTestSchema()
    return (clock) => schema.open({ clock })
  },
} satisfies Readonly<Record<keyof typeof stores, () => OpenStore>>

/** Opens an empty store that takes its time from a clock. */
export type OpenStore = (clock: Clock) => Promise<Store>

/** A key ring whose keys are known. */
export const testKeyRing = createKeyRing(
  keyUses.map((use, n) => ({ id: `${use}-1`, use, bytes: new Uint8Array(32).fill(n + 1) })),
)

/** The whole product in one process, up to the edge of HTTP. */
export interface Deployment {
  readonly store: Store
  readonly clock: FakeClock
  readonly http: Http
  readonly provider: RecordingProvider
  /** Posts JSON from an address of its own, or from `peer`. */
  post(path: string, body: unknown, options?: PostOptions): Promise<Response>
  fetch(request: Request, peer?: string): Promise<Response>
  /** The code of the newest message. */
  lastCode(): string
}

interface PostOptions {
  readonly peer?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** What a test may set. */
export interface DeploymentOptions {
  /** One of its own if left out. */
  readonly clock?: FakeClock
  /** {@link testKeyRing} if left out. */
  readonly keyRing?: KeyRing
  readonly policies?: Policies
  readonly store?: OpenStore
  readonly development?: Development
  readonly trustedProxies?: readonly string[]
  readonly deliveryTimeoutMs?: number
  readonly failureBudget?: FailureBudgetPolicy
  readonly testRecipients?: readonly TestRecipient[]
  readonly log?: Log
  readonly telemetry?: Telemetry
  readonly countries?: readonly string[]
  readonly emailDomains?: EmailDomains
  readonly captcha?: Captcha
  readonly captchaTimeoutMs?: number
  /** The recording provider for every channel if left out. */
  readonly channels?: Channels
  readonly callbacks?: (clock: Clock) => readonly Callback[]
  /** Whole addresses that people may be sent on to. */
  readonly redirects?: readonly string[]
  readonly publicUrl?: URL
  readonly origins?: readonly string[]
  readonly defaultCountry?: string
  readonly sessions?: Partial<SessionSettings>
  /** `null`: no administration. */
  readonly admin?: Partial<AdminOptions> | null
}

/** Retries soon, because tests wait for it. */
const patience = { firstPauseMs: 1 }

/** Puts a deployment together that ends with the test. */
export const createDeployment = async ({
  clock = createFakeClock(),
  keyRing = testKeyRing,
  policies = builtInPurposes,
  store: open = async (clock) => createMemoryStore({ clock }),
  development,
  trustedProxies = [],
  deliveryTimeoutMs = 10_000,
  failureBudget = defaultFailureBudget,
  testRecipients = [],
  log = silentLog,
  telemetry = silentTelemetry,
  countries,
  emailDomains,
  captcha,
  captchaTimeoutMs = 5000,
  channels: named,
  callbacks = () => [],
  redirects = [],
  publicUrl = new URL('https://otp.acme.example'),
  origins = [],
  defaultCountry = 'IN',
  sessions = {},
  admin,
}: DeploymentOptions = {}): Promise<Deployment> => {
  const store = observeStore(await open(clock), telemetry)
  onTestFinished(() => store.close())
  const provider = createRecordingProvider()
  const sender = { brand: 'Acme', host: 'otp.acme.example' }
  const channels = named ?? { sms: [provider], email: [provider], whatsapp: [provider] }
  const engine = createEngine({
    ...{ store, keyRing, policies, channels, sender, deliveryTimeoutMs },
    ...{ failureBudget, testRecipients, clock, log, telemetry, countries, patience },
    ...{ emailDomains, captcha, captchaTimeoutMs, sessions },
    links: { publicUrl, redirects },
  })
  const http = createHttp({
    ...{ engine, store, keyRing, brand: 'Acme', trustedProxies, development, log, telemetry },
    callbacks: callbacks(clock),
    ...{ publicUrl, origins, defaultCountry },
    admin:
      admin === null
        ? undefined
        : {
            ...{ policies, channels, sender, clock, pause: async () => undefined },
            ...{ publicUrl, ...admin },
          },
  })
  const fetch = async (request: Request, peer = '203.0.113.1') => {
    const response = await http.fetch(request, { peer })
    // Whoever asked looks into the store next, where nothing waits for what goes on after an answer.
    await engine.settled()
    return response
  }

  return {
    store,
    clock,
    provider,
    http,
    fetch,
    post: (path, body, { peer, headers } = {}) => fetch(jsonRequest(path, body, headers), peer),
    lastCode: () => provider.messages.at(-1)?.code.reveal() ?? '',
  }
}

const jsonRequest = (path: string, body: unknown, headers = {}) =>
  new Request(`http://otp.acme.example${path}`, {
    method: 'POST',
    // An id that stays the same, so that whole answers can be compared.
    headers: { 'content-type': 'application/json', 'x-request-id': 'test', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

/** A phone that no other call has returned. */
export const newPhone = (() => {
  let count = 0
  return () => `+2332440${String(++count).padStart(5, '0')}`
})()
