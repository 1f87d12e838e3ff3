import {
  type Action,
  type Countersign,
  type CountersignOptions,
  createCountersign,
  createSecret,
  readPhone,
} from 'countersign'
import { createFakeClock, createRecordingProvider } from 'countersign/testing'
import { onTestFinished } from 'vitest'
import { stores, testKeyRing } from '../../support/deployment.ts'

/** What a proof is to be about. */
export interface Proving {
  readonly purpose: string
  readonly phone: string
  readonly subject?: string
  readonly action?: Action
  readonly session?: { readonly ref: string; readonly userId: string }
}

/** Countersign inside of an app, on a clock that stands still. */
export const createProving = async (
  options: CountersignOptions = {},
  kind: keyof typeof stores = 'memory',
) => {
  const clock = createFakeClock()
  const provider = createRecordingProvider()
  const countersign = createCountersign({
    store: await stores[kind](clock),
    keyRing: testKeyRing,
    brand: 'Acme',
    publicUrl: 'https://app.acme.example',
    channels: { sms: [provider], email: [provider], whatsapp: [provider] },
    clock,
    runChores: 'by_hand',
    ...options,
  })
  onTestFinished(() => countersign.close())
  return {
    countersign,
    clock,
    provider,
    prove: proverOf(countersign, () => provider.messages.at(-1)?.code.reveal() ?? ''),
  }
}

/** Has a code sent, and gives the proof that it opens. */
const proverOf =
  ({ engine }: Countersign, lastCode: () => string) =>
  async ({ purpose, phone, subject, action, session }: Proving): Promise<string> => {
    const recipient = readPhone(phone)
    if (recipient === undefined) throw new Error('not a phone')
    const requester = { ip: '203.0.113.1', subject, isCaller: true, scope: 'test' }
    await engine.send({ purpose, recipient, requester })
    const code = createSecret(lastCode())
    const outcome = await engine.verify({ purpose, recipient, requester, code, action, session })
    if (outcome.kind !== 'verified' || outcome.opened?.kind !== 'proof')
      throw new Error(`no proof: ${outcome.kind}`)
    return outcome.opened.token.reveal()
  }
