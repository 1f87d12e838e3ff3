import { createConsoleProvider } from 'countersign/providers/console'
import {
  createRecordingProvider,
  type ProviderUnderTest,
  providerContract,
} from 'countersign/testing'
import { describe, test } from 'vitest'
import { createUnderTest, realKinds } from './support/under-test.ts'

for (const [name, create] of Object.entries(createUnderTest(realKinds)))
  describe(`the ${name} provider keeps the contract`, () => {
    for (const { title, run } of providerContract(create)) test(title, run)
  })

const consoleUnderTest = async (): Promise<ProviderUnderTest> => {
  const { provider, outbox } = createConsoleProvider()
  const arrived = () => outbox.messages().map(({ to, text }) => ({ to, content: text }))
  return { provider, arrived, close: async () => {} }
}

const recordingUnderTest = async (): Promise<ProviderUnderTest> => {
  const provider = createRecordingProvider()
  const arrived = () =>
    provider.messages.map(({ to, text }) => ({ to: to.reveal(), content: text.reveal() }))
  return { provider, arrived, close: async () => {} }
}

for (const [name, create] of Object.entries({
  console: consoleUnderTest,
  recording: recordingUnderTest,
}))
  describe(`the ${name} provider keeps the contract`, () => {
    const cases = providerContract(create, { callsService: false })
    for (const { title, run } of cases) test(title, run)
  })
