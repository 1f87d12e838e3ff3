import { describe, test } from 'vitest'
import { openParts } from '../src/open-parts.ts'
import { createPasswordApp } from '../src/without/app.ts'
import { passwordCases } from './support/password-cases.ts'
import { createPerson } from './support/person.ts'
import { serve } from './support/serve.ts'

describe('the app without codes', () => {
  test.each(passwordCases)('$title', async ({ run }) => {
    const url = await serve(createPasswordApp(openParts({ database: ':memory:' })))
    await run(() => createPerson(url))
  })
})
