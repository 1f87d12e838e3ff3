import { join } from 'node:path'
import { createAuditor, type Store, systemRandom } from 'countersign'
import { readKeyRing } from 'countersign/keys'
import { createSqliteStore, migrateSqlite } from 'countersign/stores/sqlite'
import { expect, test } from 'vitest'
import { createPatient, type Patient, saysOf } from '../support/doctor.ts'

const setUp = async () => {
  const patient = await createPatient()
  const store = createSqliteStore({ path: join(patient.folder, 'data.db') })
  const auditor = createAuditor(readKeyRing(patient.secretsDir), systemRandom)
  const audit = (type: 'admin.created' | 'admin.revoked') =>
    auditor({ type, actor: 'cli', facts: {} })
  return { patient, store, audit }
}

const noOperator = expect.stringMatching(/^no operator has a token that is good/)

/** What a report says after the work. */
const reportAfter = async (patient: Patient, store: Store, work: Promise<boolean>) => {
  expect(await work).toBe(true)
  await store.close()
  return await patient.report()
}

test('A1 E8 no administrator is a danger in production, in a store that is not there as well', async () => {
  const patient = await createPatient()
  const path = join(patient.folder, 'new.db')
  const config = { store: { url: `sqlite:${path}` } }
  const line = 'admin: there is no administrator; make one with "countersign admin create NAME"'
  expect(saysOf(await patient.report({ config }), 'danger')).toContain(line)
  migrateSqlite({ path })
  expect(saysOf(await patient.report({ config }), 'danger')).toContain(line)
  const development = await patient.report({ config, env: { NODE_ENV: 'development' } })
  expect(saysOf(development, 'danger')).toEqual([])
})

test('A1 E8 an operator whose token is good is fine', async () => {
  const { patient, store } = await setUp()
  await store.close()
  expect(saysOf(await patient.report(), 'ok')).toContain('administrators: 1')
})

test('A1 E8 operators who are all revoked are a warning, and no danger: what runs must come up again', async () => {
  const { patient, store, audit } = await setUp()
  const work = store.admins.revoke({ name: 'kofi', audit: audit('admin.revoked') })
  const report = await reportAfter(patient, store, work)
  expect([report.isDangerous, saysOf(report, 'warning')]).toEqual([false, [noOperator]])
})

test('A1 E8 an operator whose token has expired, and a viewer, are nobody who could change anything', async () => {
  const { patient, store, audit } = await setUp()
  await store.admins.revoke({ name: 'kofi', audit: audit('admin.revoked') })
  const hash = new Uint8Array(32)
  const viewer = { name: 'ama', role: 'viewer', hash, audit: audit('admin.created') } as const
  await store.admins.create(viewer)
  const short = { ...viewer, name: 'esi', role: 'operator', hash: hash.fill(1), forMs: 1 } as const
  const work = store.admins.create({ ...short, audit: audit('admin.created') })
  expect(await work).toBe(true)
  await store.close()
  const report = await patient.report({ nowMs: Date.now() + 60_000 })
  expect(saysOf(report, 'warning')).toEqual([noOperator])
})
