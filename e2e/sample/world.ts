import { join } from 'node:path'
import { createFakeArkesel, type FakeArkesel } from 'countersign/testing/fake-services'
import type { Cleanup } from '../world/cleanup.ts'
import { temporaryFolder } from '../world/temporary-folder.ts'
import { type Administrator, createAdministrator } from './administrator.ts'
import { createOperator } from './operator.ts'
import { type SampleProcess, startSample } from './sample-process.ts'

/** The sample app at work: its processes, the service that carries its messages, and its administrator. */
export interface SampleWorld {
  readonly processes: readonly SampleProcess[]
  /** Address of the first process. */
  readonly url: string
  readonly arkesel: FakeArkesel
  readonly admin: Administrator
  /** Lets time pass for codes and proofs, on every process. */
  pass(seconds: number): Promise<void>
  /** The code of the newest message to a phone. */
  codeOn(phone: string): string
}

/** Starts so many processes of the app, which share a database of accounts and one of codes. */
export const startSampleWorld = async (options: {
  readonly cleanup: Cleanup
  /** The database of codes. A file of SQLite if left out. */
  readonly storeUrl?: string | undefined
  readonly size?: number
}): Promise<SampleWorld> => {
  const { cleanup, size = 1 } = options
  const folder = temporaryFolder(cleanup)
  const storeUrl = options.storeUrl ?? `sqlite:${join(folder, 'codes.db')}`
  const arkesel = await createFakeArkesel()
  cleanup.add(() => arkesel.stop())
  const operator = createOperator(folder, storeUrl)
  await operator.makeKeys()
  const { secretsDir } = operator
  const database = join(folder, 'susu.db')
  const sample = { database, storeUrl, secretsDir, arkeselUrl: arkesel.url }
  const start = () => startSample(sample, cleanup)
  const first = await start()
  const others = await Promise.all(Array.from({ length: size - 1 }, start))
  const processes = [first, ...others]
  let aheadMs = 0
  return {
    ...{ processes, arkesel, url: first.url },
    admin: createAdministrator(first.url, await operator.createAdmin('kofi')),
    pass: async (seconds) => {
      aheadMs += seconds * 1000
      await Promise.all(processes.map((process) => process.setAhead(aheadMs)))
    },
    codeOn: (phone) => {
      const text = arkesel.messages.findLast(({ to }) => to === phone)?.text ?? ''
      return /\b\d{6}\b/.exec(text)?.[0] ?? ''
    },
  }
}
