import type { Store, StoreView } from 'countersign'

/** A store that a configuration can name. One file each in this folder. */
export interface StoreKind {
  /** Whether a `store.url` is of this kind. */
  matches(url: string): boolean
  /** Whether there is one already that another process may use. One on a server is taken to be there. */
  isThere(url: string): boolean
  /** Opens the store, its schema up to date. */
  open(url: string): Promise<Store>
  /** Opens it for a server, which has many callers at a time. As `open` does if left out. */
  openForServer?(url: string): Promise<Store>
  /** Brings the schema up to date; the names of the migrations that took. */
  migrate(url: string): Promise<readonly string[]>
  /** Looks at it and changes nothing. */
  look(url: string): Promise<StoreView>
}
