import { randomBytes } from 'node:crypto'
import {
  createEngine,
  createKeyRing,
  createReplaceableKeyRing,
  createSecret,
  defaultFailureBudget,
  type Engine,
  type FailureBudgetPolicy,
  type KeyMaterial,
  type KeyUse,
  keyUses,
  type Policies,
  type Recipient,
  type ReplaceableKeyRing,
  readEmail,
  readPhone,
  type Store,
} from 'countersign'
import {
  createFakeClock,
  createRecordingProvider,
  type FakeClock,
  type RecordingProvider,
} from 'countersign/testing'
import { onTestFinished } from 'vitest'
import type { OpenStore } from './deployment.ts'

/** One of several processes on one store, with a clock and a key ring of its own. */
export interface Instance {
  readonly engine: Engine
  readonly keyRing: ReplaceableKeyRing
  /** Messages of this process. */
  readonly provider: RecordingProvider
  send(to: string, how?: How): ReturnType<Engine['send']>
  verify(to: string, code: string, how?: How): ReturnType<Engine['verify']>
  /** The code of the newest message. */
  lastCode(): string
  /** Resolves when it waits for what an equal request comes to. */
  readonly isWaiting: Promise<void>
}

/** What a call may say beside whom it is about. */
export interface How {
  readonly purpose?: string
  readonly ip?: string
  readonly subject?: string
  readonly idempotencyKey?: string | undefined
}

/** Several processes on one store, and the file that they read their keys from. */
export interface Instances {
  readonly store: Store
  readonly clock: FakeClock
  readonly instances: readonly [Instance, Instance]
  /** Puts a new key into the file; every instance reads it at once. */
  rotate(use: KeyUse, leadMs?: number): void
  /** Takes every key of that use but the newest out of the file. */
  retireOld(use: KeyUse): void
}

/** What a test may set. */
export interface InstancesOptions {
  readonly store: OpenStore
  readonly policies: Policies
  readonly failureBudget?: FailureBudgetPolicy
  /** How far the clock of the second instance is behind that of the first. */
  readonly behindMs?: number
}

/** Reads a phone or an email address. */
export const recipientOf = (address: string): Recipient => {
  const recipient = address.startsWith('+') ? readPhone(address) : readEmail(address)
  if (recipient === undefined) throw new Error(`not an address: ${address}`)
  return recipient
}

/** Puts two instances together that end with the test. */
export const createInstances = async ({
  store: open,
  policies,
  failureBudget = defaultFailureBudget,
  behindMs = 0,
}: InstancesOptions): Promise<Instances> => {
  const clock = createFakeClock()
  const store = await open(clock)
  onTestFinished(() => store.close())
  let file: readonly KeyMaterial[] = keyUses.map((use) => newKey(use, 0))
  const clocks = [clock, { now: () => clock.now() - behindMs }] as const
  const rings = clocks.map((own) => createReplaceableKeyRing(createKeyRing(file, own)))
  const change = (next: readonly KeyMaterial[]) => {
    file = next
    for (const [n, ring] of rings.entries()) ring.replaceBy(createKeyRing(file, clocks[n]))
  }
  const [first, second] = rings.map((keyRing) =>
    createInstance({ store, keyRing, policies, failureBudget }),
  )
  if (first === undefined || second === undefined) throw new Error('there are not two instances')
  return {
    store,
    clock,
    instances: [first, second],
    rotate: (use, leadMs = 0) => change([newKey(use, clock.now() + leadMs), ...file]),
    retireOld: (use) => {
      const newest = file.find((key) => key.use === use)
      change(file.filter((key) => key.use !== use || key === newest))
    },
  }
}

const newKey = (use: KeyUse, activeAtMs: number): KeyMaterial => ({
  ...{ id: `${use}-${randomBytes(4).toString('hex')}`, use, activeAtMs },
  bytes: randomBytes(32),
})

const createInstance = (options: {
  readonly store: Store
  readonly keyRing: ReplaceableKeyRing
  readonly policies: Policies
  readonly failureBudget: FailureBudgetPolicy
}): Instance => {
  const provider = createRecordingProvider()
  const waiting = Promise.withResolvers<void>()
  const engine = createEngine({
    ...options,
    channels: { sms: [provider], email: [provider] },
    sender: { brand: 'Acme', host: 'otp.acme.example' },
    patience: { firstPauseMs: 1 },
    links: { publicUrl: new URL('https://otp.acme.example') },
    pause: async () => {
      waiting.resolve()
      await new Promise((resolve) => setImmediate(resolve))
    },
  })
  const requester = ({ ip = '198.51.100.7', subject }: How) => ({
    ...{ ip, subject, isCaller: false, scope: 'public' },
  })
  return {
    engine,
    keyRing: options.keyRing,
    provider,
    send: async (to, { purpose = 'login', idempotencyKey, ...how } = {}) => {
      const outcome = await engine.send({
        ...{ purpose, recipient: recipientOf(to), requester: requester(how), idempotencyKey },
      })
      // Clocks and keys of tests jump, and must not do so in the middle of what goes on after an answer.
      await engine.settled()
      return outcome
    },
    verify: (to, code, { purpose = 'login', ...how } = {}) =>
      engine.verify({
        ...{ purpose, recipient: recipientOf(to), requester: requester(how) },
        code: createSecret(code),
      }),
    isWaiting: waiting.promise,
    lastCode: () => provider.messages.at(-1)?.code.reveal() ?? '',
  }
}
