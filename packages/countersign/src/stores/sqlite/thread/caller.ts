import type { Transferable, Worker } from 'node:worker_threads'
import type { Clock } from '../../../ports/clock.ts'
import { CountersignError } from '../../../ports/error.ts'
import { errorOf, failureOf } from './failure.ts'
import type { Answer, Call, Calls } from './messages.ts'

/** Calls verbs of another thread. */
export type CallVerb = (
  verb: string,
  request: unknown,
  transferred?: readonly Transferable[],
) => Promise<unknown>

interface Waiting {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: unknown) => void
}

interface Outgoing {
  readonly call: Call
  readonly transferred: readonly Transferable[]
}

/**
 * Calls of one turn of the event loop go in one message: most of what they cost is waking the thread.
 * While an answer is awaited the thread keeps this process running, as a commit would.
 */
export const createCaller = (worker: Worker, clock: Clock | undefined): CallVerb => {
  const waiting = new Map<number, Waiting>()
  let newest = 0
  let isOver = false
  let queue: Outgoing[] = []

  const post = (outgoing: readonly Outgoing[]): void => {
    const message: Calls = { nowMs: clock?.now(), calls: outgoing.map(({ call }) => call) }
    worker.postMessage(
      message,
      outgoing.flatMap(({ transferred }) => transferred),
    )
  }

  /** A request that cannot be sent must not keep the others from it. */
  const postEach = (outgoing: readonly Outgoing[]): void => {
    for (const one of outgoing)
      try {
        post([one])
      } catch (error) {
        settle([one.call[0], undefined, failureOf(asUnavailable(error))])
      }
  }

  const flush = (): void => {
    const outgoing = queue
    queue = []
    try {
      post(outgoing)
    } catch {
      postEach(outgoing)
    }
  }

  const settle = ([id, result, failure]: Answer): void => {
    const caller = waiting.get(id)
    waiting.delete(id)
    if (failure === undefined) caller?.resolve(result)
    else caller?.reject(errorOf(failure))
    if (waiting.size === 0) worker.unref()
  }

  worker.on('message', (answers: readonly Answer[]) => {
    for (const answer of answers) settle(answer)
  })
  worker.once('exit', () => {
    isOver = true
    for (const { reject } of waiting.values()) reject(closed())
  })

  return (verb, request, transferred = []) =>
    new Promise((resolve, reject) => {
      if (isOver) return reject(closed())
      if (waiting.size === 0) worker.ref()
      newest += 1
      waiting.set(newest, { resolve, reject })
      if (queue.push({ call: [newest, verb, request], transferred }) === 1) setImmediate(flush)
    })
}

const asUnavailable = (cause: unknown) =>
  new CountersignError('unavailable', 'the request cannot be sent to the store', { cause })

const closed = () => new CountersignError('unavailable', 'the store is closed')
