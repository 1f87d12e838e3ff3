import { latencyOf } from '../report/statistics.ts'
import { type Answer, type Connection, openConnection } from './connection.ts'
import type { Load, LoadResult } from './protocol.ts'
import { codeIn, phoneOf, sendRequest, verifyRequest } from './requests.ts'

/** Puts a load on a server: a closed loop, every connection busy from beginning to end. */
export const runLoad = async (load: Load): Promise<LoadResult> => {
  const connections = await Promise.all(
    Array.from({ length: load.connections }, () => openConnection(load.port)),
  )
  const tally = { started: 0, cycles: 0, sendMs: [] as number[], verifyMs: [] as number[] }
  const failures: string[] = []
  const busy = process.cpuUsage()
  const startMs = performance.now()
  const endMs = startMs + load.seconds * 1000

  const repeat = async (connection: Connection): Promise<void> => {
    while (tally.started < load.cyclesAtMost && performance.now() < endMs) {
      const phone = phoneOf(load.firstPhone + tally.started++)
      const { sendMs, verifyMs } = await runCycle(connection, phone, load.readsCode)
      tally.sendMs.push(sendMs)
      tally.verifyMs.push(verifyMs)
      tally.cycles += 1
    }
  }
  const report = (error: unknown) => failures.push(String(error))
  await Promise.all(connections.map((connection) => repeat(connection).catch(report)))

  const seconds = (performance.now() - startMs) / 1000
  const { user, system } = process.cpuUsage(busy)
  for (const connection of connections) connection.close()
  return {
    ...{ cycles: tally.cycles, seconds, driverBusy: (user + system) / 1e6 / seconds },
    ...{ send: latencyOf(tally.sendMs), verify: latencyOf(tally.verifyMs) },
    ...{ errors: failures.length, firstError: failures[0] },
  }
}

/** One code from asking to proving. Anything but two good answers is an error and ends the loop. */
const runCycle = async (connection: Connection, phone: string, readsCode: boolean) => {
  const startMs = performance.now()
  const sent = good(await connection.exchange(sendRequest(phone)))
  const sentMs = performance.now()
  const code = readsCode ? codeIn(sent.head) : '000000'
  if (code === undefined) throw new Error('the answer to send carries no code')
  good(await connection.exchange(verifyRequest(phone, code)))
  return { sendMs: sentMs - startMs, verifyMs: performance.now() - sentMs }
}

const good = (answer: Answer): Answer => {
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.body}`)
  return answer
}
