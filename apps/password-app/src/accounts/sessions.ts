import { createHash, randomBytes } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import type { Request, Response } from 'express'
import type { Account, Accounts } from './account.ts'

/** Who is logged in, by a cookie of the app. */
export interface Sessions {
  begin(response: Response, account: Account): void
  /** The account of whoever asks, if somebody is logged in. */
  accountOf(request: Request): Account | undefined
  /** The phone of whoever asks, as their account has it. */
  phoneOf(request: Request): string | undefined
  end(request: Request, response: Response): void
  /** Logs an account out everywhere. */
  endAll(account: Account): void
}

const cookieName = 'susu'
const lastsMs = 7 * 24 * 60 * 60 * 1000

const hashOf = (token: string) => createHash('sha256').update(token).digest()

const tokenIn = (request: Request): string =>
  new RegExp(`(?:^|; )${cookieName}=([\\w-]{43})(?:;|$)`).exec(request.headers.cookie ?? '')?.[1] ??
  ''

/** Keeps sessions beside the accounts, as hashes: a copy of the database logs nobody in. */
export const createSessions = (database: DatabaseSync, accounts: Accounts): Sessions => {
  const insert = database.prepare('insert into sessions values (?, ?, ?)')
  const find = database.prepare(
    'select account_id as id from sessions where token_hash = ? and expires_at > ?',
  )
  const remove = database.prepare('delete from sessions where token_hash = ?')
  const removeAll = database.prepare('delete from sessions where account_id = ?')

  const accountOf: Sessions['accountOf'] = (request) => {
    const row = find.get(hashOf(tokenIn(request)), Date.now())
    return row && accounts.byId(Number(row['id']))
  }

  return {
    accountOf,
    phoneOf: (request) => accountOf(request)?.phone,
    begin: (response, account) => {
      const token = randomBytes(32).toString('base64url')
      insert.run(hashOf(token), account.id, Date.now() + lastsMs)
      const { secure } = response.req
      response.cookie(cookieName, token, {
        httpOnly: true,
        sameSite: 'lax',
        maxAge: lastsMs,
        secure,
      })
    },
    end: (request, response) => {
      remove.run(hashOf(tokenIn(request)))
      response.clearCookie(cookieName)
    },
    endAll: ({ id }) => void removeAll.run(id),
  }
}
