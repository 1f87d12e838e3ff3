import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** A process of ours, asked one question at a time. */
export interface Child<Question, Reply, Ready> {
  /** What it said when it was ready. */
  readonly ready: Ready
  ask(question: Question): Promise<Reply>
  /** Lets it go and waits until it has ended. */
  stop(): Promise<void>
}

/** Options of {@link startChild}. */
export interface ChildOptions {
  readonly script: URL
  /** Handed to the script as JSON. */
  readonly argument: unknown
}

/** How long one answer may take. */
const answerWithinMs = 900_000

/** Starts a script in a process of its own and waits until it is ready. */
export const startChild = async <Question, Reply, Ready>({
  script,
  argument,
}: ChildOptions): Promise<Child<Question, Reply, Ready>> => {
  const options = [
    ...(process.env['BENCH_NODE_OPTIONS']?.split(' ') ?? []),
    '--conditions=countersign-source',
    fileURLToPath(script),
    JSON.stringify(argument),
  ]
  const child = spawn(process.execPath, options, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const ready = (await nextMessage(child)) as Ready
  return {
    ready,
    ask: (question) => {
      const reply = nextMessage(child) as Promise<Reply>
      child.send(question as object)
      return reply
    },
    stop: async () => {
      const ended = once(child, 'exit')
      child.disconnect()
      await ended
    },
  }
}

const nextMessage = async (child: ChildProcess): Promise<unknown> => {
  const controller = new AbortController()
  const { signal } = controller
  const timer = setTimeout(() => controller.abort(), answerWithinMs)
  try {
    const message = once(child, 'message', { signal })
    const ended = once(child, 'exit', { signal })
    const first = await Promise.race([message, ended.then(endedTooSoon)])
    return first[0] as unknown
  } finally {
    clearTimeout(timer)
    controller.abort()
  }
}

const endedTooSoon = (): never => {
  throw new Error('a process of the benchmark ended before it answered')
}
