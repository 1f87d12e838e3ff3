import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite'
import type { LogFields } from 'countersign'
import { createSqliteStore } from 'countersign/stores/sqlite'
import { expect, test } from 'vitest'
import { createDeployment } from '../../support/deployment.ts'
import {
  ask,
  askForCode,
  bearer,
  bodyOf,
  cookie,
  meWith,
  newIndianPhone,
  signIn,
} from '../../support/person.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const openFile = async () => {
  const folder = temporaryFolder()
  const path = join(folder, 'accounts.db')
  const lines: LogFields[] = []
  const note = (fields: LogFields) => void lines.push(fields)
  const log = { info: note, warn: note, error: note }
  const deployment = await createDeployment({
    store: async (clock) => createSqliteStore({ path, clock }),
    log,
  })
  return { ...deployment, folder, path, lines }
}

/** Every value in every table of a database, as a thief of it has them. */
const valuesIn = (path: string): readonly SQLOutputValue[] => {
  const database = new DatabaseSync(path, { readOnly: true })
  const tables = database.prepare("select name from sqlite_master where type = 'table'").all()
  const values = tables.flatMap(({ name }) => {
    const rows = database.prepare(`select * from "${String(name)}"`)
    rows.setReadBigInts(true)
    return rows.all().flatMap((row) => Object.values(row))
  })
  database.close()
  return values
}

const countIn = (path: string, table: string): number => {
  const database = new DatabaseSync(path, { readOnly: true })
  const row = database.prepare(`select count(*) as count from ${table}`).get()
  database.close()
  return Number(row?.['count'])
}

/** The ways in which a text might be written down. */
const spellings = (text: string): readonly string[] => {
  const bytes = Buffer.from(text)
  return [text, bytes.toString('base64').replace(/=+$/, ''), bytes.toString('hex')]
}

test('C7 nobody is written down as a user before a code was proven', async () => {
  const deployment = await openFile()
  const phoneNumber = newIndianPhone()
  await askForCode(deployment, phoneNumber)
  const body = { phoneNumber, otp: deployment.lastCode() === '000000' ? '111111' : '000000' }
  await ask(deployment, 'POST /api/auth/otp/verify', { body })
  expect(countIn(deployment.path, 'users')).toBe(0)
  await ask(deployment, 'POST /api/auth/otp/verify', {
    body: { phoneNumber, otp: deployment.lastCode() },
  })
  expect(countIn(deployment.path, 'users')).toBe(1)
})

test('D4 G1 neither files nor log hold a phone, an address, a code or a token that is of any use', async () => {
  const deployment = await openFile()
  const { token, phoneNumber } = await signIn(deployment)
  const code = deployment.lastCode()
  const rotated = await ask(deployment, 'POST /api/auth/rotate', { headers: bearer(token) })
  const { token: next } = await bodyOf(rotated)
  await ask(deployment, 'POST /api/auth/otp/request', { body: { email: 'kwabena@example.com' } })
  const email = await ask(deployment, 'POST /api/auth/otp/verify', {
    body: { email: 'kwabena@example.com', otp: deployment.lastCode() },
  })
  expect(email.status).toBe(200)
  const secretOf = (text: string) => text.slice(text.indexOf('.') + 1)
  const secrets = [phoneNumber, 'kwabena', secretOf(token), secretOf(next)]
  const files = readdirSync(deployment.folder).map((name) =>
    readFileSync(join(deployment.folder, name)).toString('latin1'),
  )
  const kept = [...files, JSON.stringify(deployment.lines)]
  for (const text of kept)
    for (const secret of secrets)
      for (const spelling of spellings(secret)) expect(text.includes(spelling)).toBe(false)
  expect(JSON.stringify(deployment.lines)).not.toContain(code)
})

test('D4 nothing that stands in the database signs anybody in', async () => {
  const deployment = await openFile()
  const { token } = await signIn(deployment)
  const ref = token.slice(3, token.indexOf('.'))
  const texts = valuesIn(deployment.path).flatMap((value) => {
    if (value instanceof Uint8Array) {
      const bytes = Buffer.from(value)
      return [bytes.toString('base64url'), bytes.toString('hex')]
    }
    return value === null ? [] : [String(value)]
  })
  expect(texts.length).toBeGreaterThan(20)
  for (const text of new Set(texts)) {
    if (!/^[\x21-\x7e]+$/.test(text)) continue
    for (const guess of [text, `cs_${ref}.${text}`, `cs_${ref}.${text.slice(0, 43)}`])
      expect(await meWith(deployment, guess)).toBe(401)
    const asCookie = cookie(encodeURIComponent(text))
    const me = await ask(deployment, 'GET /api/auth/me', { headers: asCookie })
    expect(me.status).toBe(401)
  }
  expect(await meWith(deployment, token)).toBe(200)
})

test('F4 each session and each change of a user has its event, and none names a person in its facts', async () => {
  const deployment = await openFile()
  const { token, phoneNumber } = await signIn(deployment)
  const headers = bearer(token)
  await ask(deployment, 'PATCH /api/auth/me', { headers, body: { username: 'kofi' } })
  await ask(deployment, 'POST /api/auth/rotate', { headers })
  await ask(deployment, 'POST /api/auth/logout', { headers })
  const events = await deployment.store.audit.list({ rowsAtMost: 20 })
  expect(events.map(({ type, outcome }) => `${type} ${outcome}`).toSorted()).toEqual([
    'code.attempted verified',
    'code.opened opened',
    'code.settled accepted',
    'session.created created',
    'session.ended ended',
    'session.rotated rotated',
    'user.changed changed',
  ])
  for (const { facts, person } of events) {
    expect(`${facts}${person}`).not.toContain(phoneNumber)
    expect(`${facts}${person}`).not.toContain('kofi')
  }
})
