import { afterAll, beforeAll, describe, test } from 'vitest'
import { passwordCases } from '../../apps/password-app/test/support/password-cases.ts'
import { createPerson } from '../../apps/password-app/test/support/person.ts'
import { createObedientPerson } from '../sample/customer.ts'
import { type SampleWorld, startSampleWorld } from '../sample/world.ts'
import { createCleanup } from '../world/cleanup.ts'
import { databases } from './support/databases.ts'

describe.each(Object.keys(databases))("A8 the app's own tests, unchanged, on %s", (kind) => {
  const cleanup = createCleanup()
  afterAll(cleanup.run)
  let world: SampleWorld

  beforeAll(async () => {
    world = await startSampleWorld({ cleanup, storeUrl: await databases[kind]?.(cleanup) })
  })

  test.each(passwordCases)('A8 behind codes: $title', ({ run }) =>
    run(() => createObedientPerson(world)),
  )

  describe('while codes are switched off', () => {
    beforeAll(async () => void (await world.admin.flip('arkesel', false)))

    // Sending money asks for a code that is never skipped.
    const additive = passwordCases.filter(({ movesMoney }) => !movesMoney)
    test.each(additive)('A8 A4 without codes: $title', ({ run }) =>
      run(() => createPerson(world.url)),
    )
  })
})
