import { expect, test } from 'vitest'
import { createPatient, saysOf, withoutContactKey } from '../support/doctor.ts'

test('A1 C1 a key ring from before users were kept is a danger that names the command against it', async () => {
  const patient = await createPatient()
  withoutContactKey(patient.secretsDir)
  const report = await patient.report()
  expect(saysOf(report, 'danger').join()).toContain(
    'there is no key for use "contact"; put one in with "countersign keys rotate contact"',
  )
})
