import type { Store } from 'countersign'

/**
 * Several stores on one database, each given one verb at a time, so that no two verbs share a
 * statement or a commit: what a store without batches and with that many connections would do.
 */
export const oneVerbAtATime = (stores: readonly Store[]): Store => {
  const [first] = stores
  if (first === undefined) throw new TypeError('there must be a store')
  const idle = [...stores]
  const waiting: ((store: Store) => void)[] = []

  const acquire = (): Promise<Store> | Store =>
    idle.pop() ?? new Promise<Store>((resolve) => waiting.push(resolve))
  const release = (store: Store): void => {
    const next = waiting.shift()
    if (next === undefined) idle.push(store)
    else next(store)
  }
  const run = async <Result>(work: (store: Store) => Promise<Result>): Promise<Result> => {
    const store = await acquire()
    try {
      return await work(store)
    } finally {
      release(store)
    }
  }

  return {
    ...first,
    open: (request) => run((store) => store.open(request)),
    recall: (key) => run((store) => store.recall(key)),
    settle: (request) => run((store) => store.settle(request)),
    attempt: (request) => run((store) => store.attempt(request)),
    sweep: (request) => run((store) => store.sweep(request)),
    close: async () => {
      for (const store of stores) await store.close()
    },
  }
}
