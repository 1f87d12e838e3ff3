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
  const handOverAll = createDeliver({
    channels: { sms: [first, second] },
    ...{ timeoutMs, patience, log },
  })
  const records = createRecords()
  const deliver = async (sent = message) => (await handOverAll(sent, records)).outcome
  return { first, second, deliver, handOverAll, records, lines }
}

/** Records that write down everything until they are told to stop. */
const createRecords = (ids: readonly string[] = ['arkesel', 'twilio']) => {
  const written: string[] = []
  let isWorking = true
  return {
    written,
    integrations: ids.map((id) => ({ id, settings: '{}' })),
    first: async () => ({ ref: 'ref of arkesel', mayBeMade: true }),
    begin: async (integration: string) => {
      if (!isWorking) return undefined
      written.push(`begin ${integration}`)
      return { ref: `ref of ${integration}`, mayBeMade: true }
    },
    again: async (ref: string) => {
      if (isWorking) written.push(`again ${ref}`)
      return isWorking
    },
    stop: () => {
      isWorking = false
    },
  }
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
      const result = await deliver()
      expect({ first: handOvers(first), second: handOvers(second), result }).toEqual(expected)
    },
  )

  test('F3 B11 the second integration takes over with the same code, and nobody is asked after it', async () => {
    const { first, second, deliver } = setUp()
    first.answerWith({ kind: 'transient' })
    expect(await deliver()).toBe('accepted')
    expect(second.messages.map(({ code }) => code.reveal())).toEqual(['123456'])
    expect(second.messages[0]).toEqual({ ...first.messages[0], callbackRef: 'ref of twilio' })
  })

  test('B3 an unknown outcome stays unknown, whatever the next integration says', async () => {
    const { first, second, deliver } = setUp()
    first.answerWith({ kind: 'unknown' })
    second.answerWith({ kind: 'bad_recipient' })
    expect(await deliver()).toBe('unknown')
  })

  test('F3 a provider that never answers leaves the next one its share of the time', async () => {
    const { first, second, deliver } = setUp({ timeoutMs: 100 })
    first.answerWith(never)
    expect(await deliver()).toBe('accepted')
    expect(handOvers(second)).toBe(1)
  })

  test('A7 a provider that throws counts as unknown', async () => {
    const { first, second, deliver } = setUp()
    first.answerWith(() => Promise.reject(new Error('bug')))
    second.answerWith({ kind: 'config' })
    expect(await deliver()).toBe('unknown')
  })

  test('F3 a provider that asks for a long pause is not waited for', async () => {
    const { first, second, deliver } = setUp()
    first.answerWith({ kind: 'throttled', retryAfterMs: 30_000 })
    expect(await deliver()).toBe('accepted')
    expect([handOvers(first), handOvers(second)]).toEqual([1, 1])
  })

  test('F3 an integration with faults in a row is left alone, and others are asked at once', async () => {
    const { first, second, deliver } = setUp()
    first.answerWith({ kind: 'transient' })
    for (let n = 0; n < 5; n++) expect(await deliver()).toBe('accepted')
    expect([handOvers(first), handOvers(second)]).toEqual([3, 5])
  })

  test('J1 a number that is wrong speaks against the number, not against the integration', async () => {
    const { first, deliver } = setUp()
    first.answerWith({ kind: 'bad_recipient' })
    for (let n = 0; n < 10; n++) await deliver()
    expect(handOvers(first)).toBe(10)
  })
})

test('A11 G1 each hand-over is a log line with its tag and reason, without code or number', async () => {
  const { first, deliver, lines } = setUp()
  first.answerWith({ kind: 'funds', reason: 'http 402' })
  await deliver()
  expect(lines).toEqual([
    expect.objectContaining({ tag: '[ARKESEL_OTP_FAILURE]', outcome: 'funds', reason: 'http 402' }),
    expect.objectContaining({ tag: '[TWILIO_OTP_SEND]', outcome: 'accepted' }),
  ])
  expect(JSON.stringify(lines)).not.toMatch(/123456|244123/)
})

describe('the record of every call', () => {
  test('B4 F3 a call is on record before it is made: each retry, and each other integration', async () => {
    const { first, second, deliver, records } = setUp()
    const seen: number[] = []
    const look = (kind: 'transient' | 'accepted') => async (): Promise<DeliveryOutcome> => {
      seen.push(records.written.length)
      return { kind }
    }
    first.answerWith(look('transient'))
    second.answerWith(look('accepted'))
    expect(await deliver()).toBe('accepted')
    expect(records.written).toEqual([
      ...['again ref of arkesel', 'again ref of arkesel', 'begin twilio'],
    ])
    expect(seen).toEqual([0, 1, 2, 3])
    expect(first.messages.map(({ callbackRef }) => callbackRef)).toEqual(
      Array.from({ length: 3 }, () => 'ref of arkesel'),
    )
  })

  test('B4 a call that cannot be put on record is not made, and what is known stands', async () => {
    const { first, second, deliver, records } = setUp()
    first.answerWith(async () => {
      records.stop()
      return { kind: 'transient', reason: 'http 503' }
    })
    expect(await deliver()).toBe('refused')
    expect([handOvers(first), handOvers(second)]).toEqual([1, 0])
  })

  test('E1 F3 B4 a provider that may not be called any more is not, the delivery says so, and the next is asked', async () => {
    const { first, second, handOverAll, records } = setUp()
    const begun = { ref: 'ref of twilio', mayBeMade: true }
    const late = { ...records, first: async () => ({ ref: 'ref of arkesel', mayBeMade: false }) }
    const notCalled = { ref: 'ref of arkesel', state: 'failed', reason: 'transient: not called' }
    expect(await handOverAll(message, { ...late, begin: async () => begun })).toEqual({
      ...{ outcome: 'accepted', integration: 'twilio' },
      deliveries: [notCalled, expect.objectContaining({ ref: begun.ref, state: 'accepted' })],
    })
    expect(await handOverAll(message, { ...late, begin: async () => undefined })).toEqual({
      ...{ outcome: 'refused', integration: undefined, deliveries: [notCalled] },
    })
    expect([handOvers(first), handOvers(second)]).toEqual([0, 1])
  })

  test('B3 B4 nor after an unknown outcome, which stays unknown', async () => {
    const { first, second, deliver, records } = setUp()
    first.answerWith(async () => {
      records.stop()
      return { kind: 'unknown' }
    })
    expect(await deliver()).toBe('unknown')
    expect([handOvers(first), handOvers(second)]).toEqual([1, 0])
  })

  test('F3 what became of each delivery is told, with reason, message id and whether to stop, and who has the message or first may', async () => {
    const { first, second, handOverAll, records } = setUp()
    first.answerWith({ kind: 'funds', reason: 'http 402' })
    second.answerWith({ kind: 'accepted', messageId: 'SM1' })
    expect(await handOverAll(message, records)).toEqual({
      outcome: 'accepted',
      integration: 'twilio',
      deliveries: [
        { ref: 'ref of arkesel', state: 'failed', reason: 'funds: http 402' },
        { ref: 'ref of twilio', state: 'accepted', messageId: 'SM1' },
      ],
    })
    first.answerWith({ kind: 'unknown', reason: 'no answer in time' })
    second.answerWith({ kind: 'opted_out' })
    expect(await handOverAll(message, records)).toEqual({
      outcome: 'unknown',
      integration: 'arkesel',
      deliveries: [
        { ref: 'ref of arkesel', state: 'unknown', reason: 'no answer in time' },
        { ref: 'ref of twilio', state: 'failed', reason: 'opted_out', suppresses: 'opted_out' },
      ],
    })
    second.answerWith({ kind: 'unknown' })
    expect(await handOverAll(message, records)).toMatchObject({ integration: 'arkesel' })
  })

  test('B12 nobody is called for a code that has expired by then', async () => {
    const { first, second, deliver } = setUp()
    first.answerWith(never)
    expect(await deliver({ ...message, ttlSeconds: 0.05 })).toBe('accepted')
    first.answerWith({ kind: 'accepted' })
    expect(await deliver({ ...message, ttlSeconds: 0 })).toBe('refused')
    expect([handOvers(first), handOvers(second)]).toEqual([1, 1])
  })
})

describe('a provider that takes the same message only once', () => {
  const setUpIdempotent = () => {
    const resend = { ...createRecordingProvider('resend'), isIdempotent: true }
    const answers: DeliveryOutcome[] = []
    resend.answerWith(async () => answers.shift() ?? { kind: 'unknown' })
    const log: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }
    const channels = { email: [resend] }
    const deliver = createDeliver({ channels, timeoutMs: 5000, patience, log })
    const records = createRecords(['resend'])
    return {
      resend,
      answers,
      records,
      deliver: () => deliver({ ...message, channel: 'email' }, records),
    }
  }

  test('E5 B3 is asked again after an unknown outcome, with the same message', async () => {
    const { resend, answers, records, deliver } = setUpIdempotent()
    answers.push({ kind: 'unknown' }, { kind: 'unknown' }, { kind: 'accepted', messageId: 'e1' })
    expect(await deliver()).toMatchObject({
      outcome: 'accepted',
      deliveries: [{ messageId: 'e1' }],
    })
    expect(handOvers(resend)).toBe(3)
    expect(new Set(resend.messages).size).toBe(1)
    expect(records.written).toHaveLength(2)
  })

  test('B3 what may have been sent once stays unknown, whatever a later call comes to', async () => {
    const { resend, answers, deliver } = setUpIdempotent()
    answers.push({ kind: 'unknown' }, { kind: 'bad_recipient' })
    expect(await deliver()).toMatchObject({
      outcome: 'unknown',
      deliveries: [{ state: 'unknown' }],
    })
    expect(handOvers(resend)).toBe(2)
  })
})
