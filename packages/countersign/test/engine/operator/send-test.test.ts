import {
  builtInPurposes,
  createAuditor,
  type OutgoingMessage,
  type Provider,
  readEmail,
  readPhone,
  sendTest,
  systemRandom,
} from 'countersign'
import { createFakeClock } from 'countersign/testing'
import { describe, expect, test } from 'vitest'
import { stores, testKeyRing } from '../../support/deployment.ts'

const recipient = readPhone('+233244123456')
const email = readEmail('ama@example.com')
if (recipient === undefined || email === undefined) throw new Error('no recipient')

const prepare = async (open: (typeof stores)['memory']) => {
  const store = await open(createFakeClock())
  const auditor = createAuditor(testKeyRing, systemRandom)
  const sender = { brand: 'Acme', host: 'acme.example' }
  const parts = { store, auditor, sender, keyRing: testKeyRing, policies: builtInPurposes }
  const messages: OutgoingMessage[] = []
  const seen: string[][] = []
  const outcomes = async () =>
    (await store.audit.list({ rowsAtMost: 10 })).map(({ outcome }) => outcome).reverse()
  const provider: Provider = {
    id: 'arkesel',
    channels: ['sms'],
    send: async (message) => {
      messages.push(message)
      seen.push(await outcomes())
      return { kind: 'funds', reason: '102' }
    },
  }
  const send = (message: Partial<Parameters<typeof sendTest>[1]> = {}) =>
    sendTest(
      { ...parts, random: systemRandom },
      { provider, channels: ['sms'], recipient, actor: 'cli', ...message },
    )
  return { store, messages, seen, outcomes, send }
}

describe.each(Object.entries(stores))('a test message, with its events on %s', (_name, open) => {
  test('A1 F3 is on record before the provider is called, and again with what that answered', async () => {
    const { store, messages, seen, outcomes, send } = await prepare(open)
    expect(await send()).toEqual({ kind: 'funds', reason: '102' })
    expect([seen, await outcomes()]).toEqual([[['begun']], ['begun', 'funds']])
    expect(messages[0]?.to.reveal()).toBe('+233244123456')
    const events = await store.audit.list({ rowsAtMost: 10 })
    for (const { type, facts, person } of events) {
      expect(type).toBe('integration.tested')
      expect(JSON.parse(facts)).toMatchObject({ actor: 'cli', integration: 'arkesel' })
      expect(JSON.parse(person ?? '')).toMatchObject({ masked: '+233•••56' })
      for (const secret of ['244123456', messages[0]?.code.reveal() ?? ''])
        expect(`${facts}${person}`).not.toContain(secret)
    }
  })

  test('G1 has the text of a purpose, and a code that no challenge knows', async () => {
    const { store, messages, send } = await prepare(open)
    await send({ purpose: 'login' })
    const [message] = messages
    expect(message?.text.reveal()).toContain(message?.code.reveal())
    expect(message?.text.reveal()).toContain('Acme')
    expect(message?.purpose).toBe('login')
    expect(await store.deliveries.list({ rowsAtMost: 10 })).toEqual([])
  })

  test('A1 calls nobody if no purpose reaches the recipient by this provider', async () => {
    const { messages, outcomes, send } = await prepare(open)
    expect(await send({ recipient: email })).toBeUndefined()
    expect(await send({ purpose: 'nothing' })).toBeUndefined()
    expect(await send({ channels: [] })).toBeUndefined()
    expect([messages, await outcomes()]).toEqual([[], []])
  })

  test('A1 is unknown, and on record as that, if the provider fails', async () => {
    const { outcomes, send } = await prepare(open)
    const broken: Provider = {
      id: 'arkesel',
      channels: ['sms'],
      send: () => Promise.reject(new Error('no')),
    }
    expect(await send({ provider: broken })).toMatchObject({ kind: 'unknown' })
    expect(await outcomes()).toEqual(['begun', 'unknown'])
  })
})

test.each([stores.sqlite, stores.postgres])(
  'F3 E6 a test message that cannot be written down is not sent',
  async (open) => {
    const { store, messages, send } = await prepare(open)
    await store.close()
    await expect(send()).rejects.toMatchObject({ code: 'unavailable' })
    expect(messages).toEqual([])
  },
)
