import { builtInPurposes, createEngine } from 'countersign'
import { createHttp } from 'countersign/http'
import { createMemoryStore } from 'countersign/stores/memory'
import { createRecordingProvider } from 'countersign/testing'
import { expect, test } from 'vitest'
import { testKeyRing } from '../../support/deployment.ts'

test('C7 ten digits are a phone in India where nobody says otherwise', async () => {
  const [store, provider, keyRing] = [createMemoryStore(), createRecordingProvider(), testKeyRing]
  const sender = { brand: 'Acme', host: 'otp.acme.example' }
  const channels = { sms: [provider] }
  const engine = createEngine({ store, keyRing, policies: builtInPurposes, channels, sender })
  const http = createHttp({ engine, store, keyRing, brand: 'Acme' })
  const ask = (phoneNumber: string) =>
    http.fetch(
      new Request('https://otp.acme.example/api/auth/otp/request', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ phoneNumber }),
      }),
      { peer: '203.0.113.9' },
    )
  expect((await ask('9876543210')).status).toBe(200)
  expect(provider.messages.at(-1)?.to.reveal()).toBe('+919876543210')
  for (const typed of ['5876543210', '987654321', '98765432100', '0244123456'])
    expect((await ask(typed)).status, typed).toBe(400)
})
