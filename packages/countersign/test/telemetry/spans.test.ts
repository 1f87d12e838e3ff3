import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base'
import { describe, expect, test } from 'vitest'
import { createDeployment, newPhone, stores } from '../support/deployment.ts'
import { recordSpans, recordSpansByAnotherCopy, treeOf } from '../support/recorded-spans.ts'

const login = (phone_e164: string) => ({ purpose: 'login', phone_e164 })

const named = (spans: readonly ReadableSpan[], name: string): ReadableSpan => {
  const found = spans.find((span) => span.name === name)
  if (found === undefined) throw new Error(`there is no span ${name}`)
  return found
}

describe.each(Object.entries(stores))(
  'B9 the trace of a request on the %s store',
  (_name, store) => {
    test('leads from the request over the engine to store and provider', async () => {
      const under = await createDeployment({ store })
      const { ended } = recordSpans()
      const recipient = login(newPhone())
      await under.post('/api/otp/send', recipient)
      await under.post('/api/otp/verify', { ...recipient, code: under.lastCode() })
      expect(treeOf(ended())).toEqual([
        [
          'POST /api/otp/send',
          [['countersign.send', ['store.open', 'provider.send', 'store.settle']]],
        ],
        ['POST /api/otp/verify', [['countersign.verify', ['store.attempt']]]],
      ])
    })
  },
)

describe('B9 a span', () => {
  test('G1 says what it was about and how it ended, and nothing of whom', async () => {
    const under = await createDeployment()
    const { ended } = recordSpans()
    await under.post('/api/otp/send', login(newPhone()))
    expect(named(ended(), 'POST /api/otp/send')).toMatchObject({
      kind: SpanKind.SERVER,
      attributes: {
        'http.request.method': 'POST',
        'http.route': '/api/otp/send',
        'http.response.status_code': 200,
      },
    })
    const attributes = {
      'countersign.channel': 'sms',
      'countersign.integration': 'recording',
    }
    expect(named(ended(), 'countersign.send').attributes).toEqual({
      ...attributes,
      'countersign.purpose': 'login',
      'countersign.outcome': 'sent',
    })
    expect(named(ended(), 'provider.send')).toMatchObject({
      kind: SpanKind.CLIENT,
      attributes: { ...attributes, 'countersign.outcome': 'accepted' },
    })
  })

  test('G1 is not about a purpose that there is none of: it is whatever somebody wrote', async () => {
    const under = await createDeployment()
    const { ended } = recordSpans()
    await under.post('/api/otp/send', { ...login(newPhone()), purpose: '+233244123456' })
    expect(treeOf(ended())).toEqual(['POST /api/otp/send'])
    expect(JSON.stringify(ended().map(({ attributes }) => attributes))).not.toContain('233244')
  })

  test('of a store that fails says so by the name of the fault, and so does every span around it', async () => {
    const under = await createDeployment({ store: stores.sqlite })
    await under.store.close()
    const { ended } = recordSpans()
    await under.post('/api/otp/send', login(newPhone()))
    const faults = ended().map(({ name, status, attributes }) => {
      expect(status).toEqual({ code: SpanStatusCode.ERROR })
      return [name, attributes['error.type']]
    })
    expect(faults).toEqual([
      ['store.open', 'unavailable'],
      ['countersign.send', 'unavailable'],
      ['POST /api/otp/send', '503'],
    ])
    for (const { events } of ended()) expect(events).toEqual([])
  })
})

describe('B9 a trace that began somewhere else', () => {
  const traceId = '0af7651916cd43dd8448eb211c80319c'
  const ask = async (traceparent: string) => {
    const under = await createDeployment()
    const { ended } = recordSpans()
    await under.post('/api/otp/send', login(newPhone()), { headers: { traceparent } })
    return ended()
  }

  test('goes on here', async () => {
    const spans = await ask(`00-${traceId}-b7ad6b7169203331-01`)
    expect(new Set(spans.map((span) => span.spanContext().traceId))).toEqual(new Set([traceId]))
    expect(named(spans, 'POST /api/otp/send').parentSpanContext?.spanId).toBe('b7ad6b7169203331')
  })

  test('is not recorded if its client says that it is not', async () => {
    expect(await ask(`00-${traceId}-b7ad6b7169203331-00`)).toEqual([])
  })

  test('does not go on if it cannot be read', async () => {
    const spans = await ask('00-phone=+233244123456-x-01')
    expect(spans).toHaveLength(5)
    expect(spans.some((span) => span.spanContext().traceId === traceId)).toBe(false)
  })
})

test.each([
  ['our copy', recordSpans],
  ['another copy', recordSpansByAnotherCopy],
])('B9 an SDK that %s of the API registers later is seen at once', async (_whose, record) => {
  const under = await createDeployment()
  await under.post('/api/otp/send', login(newPhone()))
  const { ended } = record()
  await under.post('/api/otp/send', login(newPhone()))
  expect(ended()).toHaveLength(5)
})

const fail = () => {
  throw new Error('the SDK is broken')
}
const pass = () => undefined

test.each([
  ['begins', { onStart: fail, onEnd: pass }],
  ['ends', { onStart: pass, onEnd: fail }],
])('B9 an SDK that fails whenever a span %s touches no request', async (_when, processor) => {
  recordSpans({ ...processor, forceFlush: async () => undefined, shutdown: async () => undefined })
  const under = await createDeployment()
  const recipient = login(newPhone())
  expect((await under.post('/api/otp/send', recipient)).status).toBe(200)
  const body = { ...recipient, code: under.lastCode() }
  expect((await under.post('/api/otp/verify', body)).status).toBe(200)
})
