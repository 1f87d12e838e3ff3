/** Somebody who saves with us. */
export interface Account {
  readonly id: number
  readonly name: string
  /** In E.164 form. One account for each phone. */
  readonly phone: string
  /** In pesewas, a hundredth of a cedi. */
  readonly balance: number
}

/** What somebody registers with. */
export interface NewAccount {
  readonly name: string
  readonly phone: string
  readonly passwordHash: string
  /** Of the phrase that a forgotten password is reset with. */
  readonly recoveryHash: string
}

/** An account with what it is guarded by. */
export interface GuardedAccount extends Account {
  readonly passwordHash: string
  readonly recoveryHash: string
}

/** Money that is to move. */
export interface Transfer {
  readonly fromId: number
  readonly toPhone: string
  readonly amount: number
}

/** Where accounts are kept. */
export interface Accounts {
  /** Returns nothing if the phone has an account already. */
  create(account: NewAccount): Account | undefined
  byPhone(phone: string): GuardedAccount | undefined
  byId(id: number): Account | undefined
  setPassword(id: number, passwordHash: string): void
  /** Moves all of the amount, or nothing. */
  transfer(transfer: Transfer): 'done' | 'no_such_account' | 'not_enough'
}
