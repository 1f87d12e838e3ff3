import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads'
import { errorOf, type Failure, failureOf } from './failure.ts'
import type { RemoteFunction } from './messages.ts'

type Reply<Output> =
  | { readonly output: Output; readonly failure?: undefined }
  | { readonly failure: Failure }

/** A function that the other thread can call until it is taken back. `remote.port` must be transferred. */
export const lend = <Input, Output>(answer: (input: Input) => Output) => {
  const { port1, port2 } = new MessageChannel()
  const answered = new Int32Array(new SharedArrayBuffer(4))
  port1.on('message', (input: Input) => {
    reply(port1, () => answer(input))
    Atomics.add(answered, 0, 1)
    Atomics.notify(answered, 0)
  })
  const remote: RemoteFunction = { port: port2, answered }
  return { remote, takeBack: () => port1.close() }
}

const reply = (port: MessagePort, work: () => unknown): void => {
  try {
    port.postMessage({ output: work() })
  } catch (error) {
    port.postMessage({ failure: failureOf(error) })
  }
}

/** The lent function. The calling thread stands still until it has the answer. */
export const borrow =
  <Input, Output>({ port, answered }: RemoteFunction) =>
  (input: Input): Output => {
    const before = Atomics.load(answered, 0)
    port.postMessage(input)
    Atomics.wait(answered, 0, before)
    const said = receiveMessageOnPort(port)?.message as Reply<Output>
    if (said.failure !== undefined) throw errorOf(said.failure)
    return said.output
  }
