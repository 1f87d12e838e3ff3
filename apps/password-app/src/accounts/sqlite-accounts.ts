import type { DatabaseSync } from 'node:sqlite'
import type { Account, Accounts, GuardedAccount } from './account.ts'

/** Everybody starts with fifty cedis, so that there is something to send. */
const startingBalance = 5000

const columns = 'id, name, phone, balance'

/** Keeps accounts in SQLite. */
export const createSqliteAccounts = (database: DatabaseSync): Accounts => {
  const create = database.prepare(`
    insert into accounts (name, phone, password_hash, recovery_hash, balance)
    values (:name, :phone, :passwordHash, :recoveryHash, ${startingBalance})
    on conflict (phone) do nothing
    returning ${columns}
  `)
  const byId = database.prepare(`select ${columns} from accounts where id = ?`)
  const byPhone = database.prepare(`
    select ${columns}, password_hash as passwordHash, recovery_hash as recoveryHash
    from accounts where phone = ?
  `)
  const setPassword = database.prepare('update accounts set password_hash = ? where id = ?')
  const take = database.prepare(
    'update accounts set balance = balance - :amount where id = :id and balance >= :amount',
  )
  const give = database.prepare('update accounts set balance = balance + ? where phone = ?')

  const move: Accounts['transfer'] = ({ fromId, toPhone, amount }) => {
    if (take.run({ id: fromId, amount }).changes === 0) return 'not_enough'
    return give.run(amount, toPhone).changes === 0 ? 'no_such_account' : 'done'
  }

  return {
    create: ({ name, phone, passwordHash, recoveryHash }) =>
      create.get({ name, phone, passwordHash, recoveryHash }) as Account | undefined,
    byId: (id) => byId.get(id) as Account | undefined,
    byPhone: (phone) => byPhone.get(phone) as GuardedAccount | undefined,
    setPassword: (id, passwordHash) => void setPassword.run(passwordHash, id),
    transfer: (transfer) => {
      database.exec('begin immediate')
      let moved: ReturnType<Accounts['transfer']> | undefined
      try {
        moved = move(transfer)
        return moved
      } finally {
        database.exec(moved === 'done' ? 'commit' : 'rollback')
      }
    },
  }
}
