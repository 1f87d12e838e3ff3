import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Erased, RecipientStore } from '../../../ports/recipient-store.ts'
import type { Store } from '../../../ports/store.ts'
import { storeOf, type Verb } from '../../../ports/store-verbs.ts'
import type { SqliteStoreOptions } from '../index.ts'
import { createCaller } from './caller.ts'
import { errorOf } from './failure.ts'
import type { Opening, ThreadOptions } from './messages.ts'
import { lendDraft } from './sent-erasure.ts'

/** Beside this file: built, or as it was written. */
const script = new URL(import.meta.url.endsWith('.ts') ? 'thread.ts' : 'thread.js', import.meta.url)

/**
 * The same store as `createSqliteStore`, in a thread of its own: statements and the wait for the disk
 * happen beside HTTP instead of between requests. It wants a second core, and a bundler must be told of
 * its script.
 *
 * Should the thread fail, it takes the process with it, as a fault in `createSqliteStore` would: nobody
 * can tell then what became of its last verbs.
 *
 * @throws CountersignError `invalid_configuration` if a newer version wrote the file
 * @example
 * const store = await createThreadedSqliteStore({ path: './data/countersign.db' })
 */
export const createThreadedSqliteStore = async ({
  clock,
  ...options
}: SqliteStoreOptions): Promise<Store> => {
  const workerData: ThreadOptions = { ...options, isTimeTold: clock !== undefined }
  const worker = new Worker(script, { workerData, name: 'countersign sqlite' })
  const verbs = await openedIn(worker)
  const call = createCaller(worker, clock)
  worker.unref()
  const verbOf =
    (name: string): Verb =>
    (request) =>
      call(name, request)
  const store = storeOf(new Map(verbs.map((name) => [name, verbOf(name)])))

  const erase: RecipientStore['erase'] = async (erasure) => {
    const { sent, takeBack } = lendDraft(erasure)
    try {
      return (await call('recipients.erase', sent, [sent.draft.port])) as Erased
    } finally {
      takeBack()
    }
  }
  let closing: Promise<void> | undefined
  const close = async () => {
    await store.close()
    await worker.terminate()
  }
  const recipients = { ...store.recipients, erase }
  return { ...store, recipients, close: () => (closing ??= close()) }
}

/** The verbs of the store, once it is open. */
const openedIn = async (worker: Worker): Promise<readonly string[]> => {
  const [opening] = (await once(worker, 'message')) as [Opening]
  if (opening.kind === 'opened') return opening.verbs
  await worker.terminate()
  throw errorOf(opening.failure)
}
