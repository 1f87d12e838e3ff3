import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { describe, expect, inject, onTestFinished, test } from 'vitest'
import { lookAtStore, migrateStore, openStore, openStoreForServer } from '../src/open-store.ts'

/** The server of this run, reached differently. */
const reached = (change: Partial<Pick<URL, 'username' | 'password' | 'pathname'>>): string =>
  Object.assign(new URL(inject('postgresUrl')), change).href

/** A user who may connect, and nothing else. */
const createUser = async () => {
  const username = `u${randomBytes(6).toString('hex')}`
  const password = randomBytes(6).toString('hex')
  const client = new Client({ connectionString: inject('postgresUrl') })
  await client.connect()
  await client.query(`create role ${username} login password '${password}'`)
  onTestFinished(async () => {
    await client.query(`drop role ${username}`)
    await client.end()
  })
  return { username, password }
}

/** What each way of opening it is refused for. */
const refusalsOf = (
  url: string,
  ways = [openStore, openStoreForServer, migrateStore, lookAtStore],
) =>
  Promise.all(
    ways.map(async (open) => {
      const error = await open(url).then(() => undefined, Object)
      expect(error).toMatchObject({ code: 'invalid_configuration' })
      return String(error?.message)
    }),
  )

describe('L7 a PostgreSQL that answers, and lets us not in, is not called unreachable', () => {
  const password = 'pa55word-marker'

  test.each([
    ['a wrong password', { password }, 'refuses this user or this password (SQLSTATE 28P01)'],
    ['a user that there is not', { username: 'nobody', password }, 'refuses this user or this'],
    ['no password', { password: '' }, 'wants a password, and none is given'],
    ['a database that there is not', { pathname: '/nowhere' }, 'no such database on that server'],
  ])('B8 %s is named, without the password', async (_, change, words) => {
    for (const message of await refusalsOf(reached(change))) {
      expect(message).toMatch(
        /^store\.url: postgres:\/\/(postgres@)?127\.0\.0\.1:\d+\/\w+ cannot be opened \(/,
      )
      expect(message).toContain(words)
      expect(message).not.toMatch(/unreachable|marker|\n/)
    }
  })

  test('B8 a user without a right is named', async () => {
    const url = reached(await createUser())
    for (const message of await refusalsOf(url, [openStore, openStoreForServer, migrateStore]))
      expect(message).toContain('this user lacks a right in it (SQLSTATE 42501)')
  })
})
