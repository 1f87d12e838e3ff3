import { createFakeClock, storeContract } from 'countersign/testing'
import { describe, test } from 'vitest'
import { stores } from '../support/deployment.ts'

for (const [name, open] of Object.entries(stores))
  describe(`the ${name} store keeps the contract`, () => {
    const cases = storeContract(async () => {
      const clock = createFakeClock()
      return { clock, store: await open(clock) }
    })
    for (const { title, run } of cases) test(title, run)
  })
