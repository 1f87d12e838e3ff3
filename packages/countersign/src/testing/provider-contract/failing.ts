import assert from 'node:assert/strict'
import { setTimeout as wait } from 'node:timers/promises'
import type { DeliveryOutcome, Provider } from '../../ports/provider.ts'
import { createMessage, send } from './message.ts'
import type { ServiceGuarantee, ServiceUnderTest } from './under-test.ts'

const definite = ['bad_recipient', 'opted_out', 'policy', 'config', 'funds', 'throttled']

/** What holds when the service behind a provider fails. Nothing here may throw. */
export const failingGuarantees: readonly ServiceGuarantee[] = [
  [
    'B1 a service that takes a message gives it an id',
    async ({ provider }) => {
      const outcome = await send(provider)
      assert.ok(outcome.kind === 'accepted' && (outcome.messageId ?? '') !== '')
    },
  ],
  [
    'B1 B2 a refusal is a definite failure, and nothing has arrived',
    async ({ provider, arrived }, service) => {
      await service.breakWith({ kind: 'refusal', said: '' })
      const { kind } = await send(provider)
      assert.ok(definite.includes(kind), kind)
      assert.equal(arrived().length, 0)
    },
  ],
  [
    'B1 G4 what a service says in its error is not repeated',
    async ({ provider }, service) => {
      const message = createMessage(provider)
      const said = [message.to.reveal(), message.text.reveal(), ...service.secrets]
      await service.breakWith({ kind: 'refusal', said: said.join(' ') })
      assertQuiet(await send(provider, message), [...said, message.code.reveal()])
    },
  ],
  [
    'B1 B3 a connection that is reset after the message was taken leaves the outcome unknown',
    async ({ provider }, service) => {
      await service.breakWith({ kind: 'reset' })
      assert.equal((await send(provider)).kind, 'unknown')
    },
  ],
  [
    'B1 B3 an answer that cannot be read leaves the outcome unknown',
    async ({ provider }, service) => {
      await service.breakWith({ kind: 'unreadable' })
      assert.equal((await send(provider)).kind, 'unknown')
    },
  ],
  [
    'B1 a service that is gone is a transient failure: nothing has left',
    async ({ provider }, service) => {
      await service.breakWith({ kind: 'gone' })
      assert.equal((await send(provider)).kind, 'transient')
    },
  ],
  [
    'B1 B3 a hand-over that is aborted after the message was taken has an unknown outcome, at once',
    async ({ provider, arrived }, service) => {
      await service.breakWith({ kind: 'silence' })
      const { outcome, afterMs } = await abortWhen(provider, () => arrived().length > 0)
      assert.equal(outcome.kind, 'unknown')
      assert.ok(afterMs < 1000, `it took ${afterMs} ms`)
    },
  ],
  [
    'B1 a hand-over that is aborted leaves no connection',
    async ({ provider, arrived }, service) => {
      await service.breakWith({ kind: 'silence' })
      await abortWhen(provider, () => arrived().length > 0)
      await until(() => service.connections() === 0)
    },
  ],
  [
    'B1 a hand-over that was aborted before it began sends nothing',
    async ({ provider, arrived }, service) => {
      const outcome = await provider.send(createMessage(provider), { signal: AbortSignal.abort() })
      assert.equal(outcome.kind, 'transient')
      await wait(50)
      assert.equal(arrived().length, 0)
      assert.equal(service.connections(), 0)
    },
  ],
  [
    'B1 G1 no address of a request has the code, the recipient or a secret in it',
    async ({ provider }, service) => {
      const message = createMessage(provider)
      await send(provider, message)
      for (const path of service.paths())
        assertLacks(decodeURIComponent(path), markersOf(service, message))
    },
  ],
]

type Message = ReturnType<typeof createMessage>

const markersOf = ({ secrets }: ServiceUnderTest, message: Message) => [
  ...secrets,
  message.code.reveal(),
  message.to.reveal().replace(/^\+/, ''),
]

const assertLacks = (text: string, markers: readonly string[]): void => {
  for (const marker of markers) assert.ok(!text.includes(marker), 'it shows what it must not')
}

/** A reason is a code or a word of ours. */
const assertQuiet = (outcome: DeliveryOutcome, markers: readonly string[]): void => {
  assertLacks(JSON.stringify(outcome), markers)
  if (outcome.kind !== 'accepted') assert.match(outcome.reason ?? '', /^[\w .]{0,40}$/)
}

const abortWhen = async (provider: Provider, isReady: () => boolean) => {
  const controller = new AbortController()
  const sending = provider.send(createMessage(provider), { signal: controller.signal })
  await until(isReady)
  const abortedAt = performance.now()
  controller.abort()
  return { outcome: await sending, afterMs: performance.now() - abortedAt }
}

const until = async (isTrue: () => boolean): Promise<void> => {
  for (let n = 0; n < 300; n += 1) {
    if (isTrue()) return
    await wait(10)
  }
  assert.fail('it never happened')
}
