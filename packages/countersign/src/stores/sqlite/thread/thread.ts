import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { type Clock, systemClock } from '../../../ports/clock.ts'
import type { Store } from '../../../ports/store.ts'
import { type Verb, type Verbs, verbsOf } from '../../../ports/store-verbs.ts'
import { createSqliteStore } from '../index.ts'
import { failureOf } from './failure.ts'
import type { Answer, Call, Calls, Opening, ThreadOptions } from './messages.ts'
import { borrowDraft, type SentErasure } from './sent-erasure.ts'

/** A store that other threads call: the script that `createThreadedSqliteStore` starts. */
const serve = (port: MessagePort, { isTimeTold, ...options }: ThreadOptions): void => {
  let nowMs = 0
  const clock: Clock = isTimeTold ? { now: () => nowMs } : systemClock
  const verbs = calledFromElsewhere(createSqliteStore({ ...options, clock }))
  const tell = createTeller((answers) => port.postMessage(answers))

  const run = async ([id, name, request]: Call): Promise<Answer> => {
    try {
      return [id, await verbs.get(name)?.(request)]
    } catch (error) {
      return [id, undefined, failureOf(error)]
    }
  }

  port.on('message', (message: Calls) => {
    nowMs = message.nowMs ?? nowMs
    for (const call of message.calls) void run(call).then(tell)
  })
  const opening: Opening = { kind: 'opened', verbs: [...verbs.keys()] }
  port.postMessage(opening)
}

const calledFromElsewhere = (store: Store): Verbs => {
  const { recipients } = store
  const erase = (request: SentErasure) => recipients.erase(borrowDraft(request))
  return new Map([...verbsOf(store), ['recipients.erase', erase as Verb]])
}

/** What is answered at once, as the verbs of one commit are, goes in one message. */
const createTeller = (say: (answers: readonly Answer[]) => void) => {
  let answers: Answer[] = []
  const flush = () => {
    say(answers)
    answers = []
  }
  return (answer: Answer): void => {
    if (answers.push(answer) === 1) process.nextTick(flush)
  }
}

if (parentPort !== null)
  try {
    serve(parentPort, workerData as ThreadOptions)
  } catch (error) {
    const opening: Opening = { kind: 'failed', failure: failureOf(error) }
    parentPort.postMessage(opening)
  }
