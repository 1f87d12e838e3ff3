import { createSecret, type DeliveryOutcome, type Log, type OutgoingMessage } from 'countersign'
import { createRecordingProvider, type RecordingProvider } from 'countersign/testing'
import { describe, expect, test } from 'vitest'
import { createDeliver } from '../../src/engine/delivery/deliver.ts'

const message: OutgoingMessage = {
  channel: 'sms',
  deliveryId: 'd1',
  to: createSecret('+233244123456'),
  purpose: 'login',
  text: createSecret('123456 is your code'),
  code: createSecret('123456'),
  ttlSeconds: 300,
  locale: 'en',
}

const patience = { retriesAtMost: 2, firstPauseMs: 1, faultsAtMost: 3, restMs: 60_000 }

const setUp = ({ timeoutMs = 5000 } = {}) => {
  const lines: Record<string, unknown>[] = []
  const note = (fields: object) => void lines.push({ ...fields })
  const log: Log = { info: note, warn: note, error: note }
  const [first, second] = [createRecordingProvider('arkesel'), createRecordingProvider('twilio')]
  const handOut = createDeliver({ channels: { sms: [first, second] }, timeoutMs, patience, log })
  const deliver = async (handed: OutgoingMessage) => (await handOut(handed)).outcome
  return { first, second, deliver, lines }
}

const handOvers = (provider: RecordingProvider) => provider.messages.length

const never = () => new Promise<DeliveryOutcome>(() => undefined)

describe('the rules of delivery', () => {
  const rows: readonly [
    DeliveryOutcome['kind'],
    { first: number; second: number; result: 'accepted' | 'refused' | 'unknown' },
  ][] = [
    ['accepted', { first: 1, second: 0, result: 'accepted' }],
    ['bad_recipient', { first: 1, second: 0, result: 'refused' }],
    ['opted_out', { first: 1, second: 0, result: 'refused' }],
    ['policy', { first: 1, second: 1, result: 'refused' }],
    ['config', { first: 1, second: 1, result: 'refused' }],
    ['funds', { first: 1, second: 1, result: 'refused' }],
    ['throttled', { first: 3, second: 1, result: 'refused' }],
    ['transient', { first: 3, second: 1, result: 'refused' }],
    ['unknown', { first: 1, second: 1, result: 'unknown' }],
  ]

  test.each(rows)(
    'F3 B4 %s: how often each is asked, and what may be relied on',
    async (kind, expected) => {
      const { first, second, deliver } = setUp()
      first.answerWith({ kind } as DeliveryOutcome)
      second.answerWith({ kind: 'policy' })
      const result = await deliver(message)
      expect({ first: handOvers(first), second: handOvers(second), result }).toEqual(expected)
    },
  )

  test('F3 B11 the second integration takes over with the same code, and nobody is asked after it', async () => {
    const { first, second, deliver } = setUp()
    first.answerWith({ kind: 'transient' })
    expect(await deliver(message)).toBe('accepted')
    expect(second.messages.map(({ code }) => code.reveal())).toEqual(['123456'])
    expect(second.messages[0]).toBe(first.messages[0])
  })

  test('B3 an unknown outcome stays unknown, whatever the next integration says', async () => {
    const { first, second, deliver } = setUp()
    first.answerWith({ kind: 'unknown' })
    second.answerWith({ kind: 'bad_recipient' })
    expect(await deliver(message)).toBe('unknown')
  })

  test('F3 a provider that never answers leaves the next one its share of the time', async () => {
    const { first, second, deliver } = setUp({ timeoutMs: 100 })
    first.answerWith(never)
    expect(await deliver(message)).toBe('accepted')
    expect(handOvers(second)).toBe(1)
  })

  test('A7 a provider that throws counts as unknown', async () => {
    const { first, second, deliver } = setUp()
    first.answerWith(() => Promise.reject(new Error('bug')))
    second.answerWith({ kind: 'config' })
    expect(await deliver(message)).toBe('unknown')
  })

  test('F3 a provider that asks for a long pause is not waited for', async () => {
    const { first, second, deliver } = setUp()
    first.answerWith({ kind: 'throttled', retryAfterMs: 30_000 })
    expect(await deliver(message)).toBe('accepted')
    expect([handOvers(first), handOvers(second)]).toEqual([1, 1])
  })

  test('F3 an integration with faults in a row is left alone, and others are asked at once', async () => {
    const { first, second, deliver } = setUp()
    first.answerWith({ kind: 'transient' })
    for (let n = 0; n < 5; n++) expect(await deliver(message)).toBe('accepted')
    expect([handOvers(first), handOvers(second)]).toEqual([3, 5])
  })

  test('J1 a number that is wrong speaks against the number, not against the integration', async () => {
    const { first, deliver } = setUp()
    first.answerWith({ kind: 'bad_recipient' })
    for (let n = 0; n < 10; n++) await deliver(message)
    expect(handOvers(first)).toBe(10)
  })
})

test('A11 G1 each hand-over is a log line with its tag and reason, without code or number', async () => {
  const { first, deliver, lines } = setUp()
  first.answerWith({ kind: 'funds', reason: 'http 402' })
  await deliver(message)
  expect(lines).toEqual([
    expect.objectContaining({ tag: '[ARKESEL_OTP_FAILURE]', outcome: 'funds', reason: 'http 402' }),
    expect.objectContaining({ tag: '[TWILIO_OTP_SEND]', outcome: 'accepted' }),
  ])
  expect(JSON.stringify(lines)).not.toMatch(/123456|244123/)
})
