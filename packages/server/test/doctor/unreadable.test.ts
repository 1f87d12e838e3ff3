import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createPatient, saysOf, shownOf } from '../support/doctor.ts'

test.each(['arkesel_api_key', 'webhook_token', 'keyring.json'])(
  'A1 B8 a file %s that is there and cannot be read is a danger, and not called missing or set',
  async (name) => {
    const patient = await createPatient()
    const path = join(patient.secretsDir, name)
    rmSync(path)
    mkdirSync(path)
    const report = await patient.report()
    const dangers = saysOf(report, 'danger').join('\n')
    expect(dangers).toMatch(
      new RegExp(`${path}:? cannot be read \\(EISDIR\\); it must be a file that the user of`),
    )
    expect(dangers).not.toContain('is missing')
    expect(shownOf(report)).not.toContain(`set (${path})`)
  },
)
