import { expect, test } from 'vitest'
import { createPatient, saysOf } from '../support/doctor.ts'

test('A1 C7 a mode with a mistake in it is a danger, because the start is refused', async () => {
  const report = await (await createPatient()).report({ env: { NODE_ENV: 'Production' } })
  expect(saysOf(report, 'danger')).toContain(
    'NODE_ENV: must be "production" or "development", not "Production"',
  )
})
