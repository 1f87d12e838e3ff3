import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { inspect } from 'node:util'
import { createMessage, send } from './message.ts'
import { type ProviderGuarantee, recipientOn } from './under-test.ts'

const digitsOf = (to: string) => to.replace(/^\+/, '')

/** What holds for every provider, also for one that calls nobody. */
export const sendingGuarantees: readonly ProviderGuarantee[] = [
  [
    'B1 a provider has an id and names its channels, each once',
    async ({ provider }) => {
      assert.match(provider.id, /^[a-z][a-z0-9_-]*$/)
      assert.ok(provider.channels.length > 0)
      assert.equal(new Set(provider.channels).size, provider.channels.length)
    },
  ],
  [
    'B1 an accepted message arrives once, at its recipient, with its code',
    async ({ provider, arrived }) => {
      const message = createMessage(provider)
      assert.equal((await send(provider, message)).kind, 'accepted')
      assert.equal(arrived().length, 1)
      assert.equal(digitsOf(arrived()[0]?.to ?? ''), digitsOf(message.to.reveal()))
      assert.ok(arrived()[0]?.content.includes('482913'), 'the code did not arrive')
    },
  ],
  [
    'B1 the same message twice says the same twice',
    async ({ provider, arrived }) => {
      const message = createMessage(provider)
      await send(provider, message)
      await send(provider, message)
      assert.ok(arrived().length > 0)
      assert.equal(new Set(arrived().map(({ content }) => content)).size, 1)
    },
  ],
  [
    'B1 twenty messages at the same moment each reach their own recipient with their own code',
    async ({ provider, arrived }) => {
      const [channel = 'sms'] = provider.channels
      const numbers = Array.from({ length: 20 }, (_, n) => n)
      const messages = numbers.map((n) =>
        createMessage(provider, { to: recipientOn(channel, n), code: String(700_000 + n) }),
      )
      const outcomes = await Promise.all(messages.map((message) => send(provider, message)))
      assert.ok(outcomes.every(({ kind }) => kind === 'accepted'))
      for (const message of messages) {
        const to = digitsOf(message.to.reveal())
        const own = arrived().filter((arrival) => digitsOf(arrival.to) === to)
        assert.equal(own.length, 1)
        assert.ok(own[0]?.content.includes(message.code.reveal()), 'somebody got another code')
      }
    },
  ],
  [
    'B1 G1 a provider that is printed shows neither secrets nor messages',
    async ({ provider, service }) => {
      const message = createMessage(provider)
      await send(provider, message)
      const printed = `${inspect(provider, { depth: 10 })} ${JSON.stringify(provider)}`
      for (const secret of [...(service?.secrets ?? []), '482913', message.to.reveal()])
        assert.ok(!printed.includes(secret), 'a secret was printed')
    },
  ],
  [
    'B1 L5 a signal that many hand-overs share collects no listeners',
    async ({ provider }) => {
      const { signal } = new AbortController()
      for (let n = 0; n < 5; n += 1) await provider.send(createMessage(provider), { signal })
      assert.equal(getEventListeners(signal, 'abort').length, 0)
    },
  ],
]
