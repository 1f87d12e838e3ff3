import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs'
import { join } from 'node:path'
import { readCheckpointLine, type StoredCheckpoint } from 'countersign'
import { createCheckpointExport } from 'countersign/chores'
import { describe, expect, test } from 'vitest'
import { createCheckpointFile } from '../src/audit/checkpoint-file.ts'
import { createCheckpointOutput } from '../src/audit/checkpoint-output.ts'
import { createAuditLog, stores } from './support/audit-log.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

type Log = Awaited<ReturnType<typeof createAuditLog>>

const filePath = () => join(temporaryFolder(), 'checkpoints.jsonl')

/** What a process does that has just started. */
const start = ({ store: { audit } }: Pick<Log, 'store'>, path: string) => {
  const misfits: number[] = []
  const onMisfit = ({ number }: StoredCheckpoint) => void misfits.push(number)
  const destination = createCheckpointFile(path)
  return { exportNew: createCheckpointExport({ audit, destination, onMisfit }), misfits }
}

const linesOf = (path: string) => readFileSync(path, 'utf8').split('\n')

const numbersIn = (path: string) =>
  linesOf(path).flatMap((line) => readCheckpointLine(line)?.number ?? [])

const upTo = (count: number, from = 1) =>
  Array.from({ length: count - from + 1 }, (_, n) => n + from)

describe.each(Object.entries(stores))('checkpoints of a log on %s', (_name, openShared) => {
  test('F3 F8 are in the file once each and as they were signed, whichever process sealed them, over restarts', async () => {
    const log = await createAuditLog(openShared)
    const path = filePath()
    await log.seal(1)
    const { exportNew } = start(log, path)
    await exportNew()
    for (const times of [1, 3, 0, 250]) {
      await log.seal(times)
      await exportNew()
    }
    await log.seal(2)
    const { exportNew: exportLater, misfits } = start(log, path)
    await exportLater()
    await exportLater()
    expect(numbersIn(path)).toEqual(upTo(257))
    expect(misfits).toEqual([])
    const stored = await log.store.audit.checkpoints({ after: 0, rowsAtMost: 1000 })
    for (const [n, line] of linesOf(path).slice(0, -1).entries())
      expect(JSON.parse(line)).toEqual({
        ...{ number: n + 1, text: stored[n]?.text, keyId: 'audit-1' },
        signature: Buffer.from(stored[n]?.signature ?? []).toString('base64'),
      })
  })
})

test('F3 a new file begins with the newest checkpoint, and nobody else can read it', async () => {
  const log = await createAuditLog()
  const path = filePath()
  await log.seal(5)
  const { exportNew } = start(log, path)
  await exportNew()
  await log.seal(1)
  await exportNew()
  expect(numbersIn(path)).toEqual([5, 6])
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('F3 a file of before the first checkpoint has all of them', async () => {
  const log = await createAuditLog()
  const path = filePath()
  const { exportNew } = start(log, path)
  await exportNew()
  await log.seal(3)
  await exportNew()
  expect(numbersIn(path)).toEqual([1, 2, 3])
})

test.each([1, 30, 200])(
  'F3 K3 a last line that a crash has cut by %i bytes is written again behind it',
  async (bytes) => {
    const log = await createAuditLog()
    const path = filePath()
    await log.seal(1)
    await start(log, path).exportNew()
    await log.seal(2)
    await start(log, path).exportNew()
    const { size } = statSync(path)
    truncateSync(path, size - bytes)
    const kept = readFileSync(path, 'utf8')
    const { exportNew, misfits } = start(log, path)
    await exportNew()
    expect(readFileSync(path, 'utf8').startsWith(`${kept}\n`)).toBe(true)
    expect([...new Set(numbersIn(path))]).toEqual([1, 2, 3])
    expect(readCheckpointLine(linesOf(path).at(-2) ?? '')?.number).toBe(3)
    expect(misfits).toEqual([])
  },
)

test('F3 a line that was cut while the process goes on is found as well', async () => {
  const log = await createAuditLog()
  const path = filePath()
  const { audit } = log.store
  const file = createCheckpointFile(path)
  let isFull = false
  const exportNew = createCheckpointExport({
    audit,
    destination: {
      ...file,
      write: async (checkpoints) => {
        await file.write(isFull ? checkpoints.slice(0, 1) : checkpoints)
        if (!isFull) return
        appendFileSync(path, '{"number":3,"te')
        throw new Error('ENOSPC')
      },
    },
    onMisfit: () => expect.unreachable(),
  })
  await log.seal(1)
  await exportNew()
  await log.seal(3)
  isFull = true
  await expect(exportNew()).rejects.toThrow('ENOSPC')
  isFull = false
  await exportNew()
  expect(numbersIn(path)).toEqual([1, 2, 3, 4])
})

test('F3 nothing is lost while the folder cannot be written to, and nothing while the file is moved away', async () => {
  const log = await createAuditLog()
  const folder = join(temporaryFolder(), 'mounted-later')
  const path = join(folder, 'checkpoints.jsonl')
  const { exportNew } = start(log, path)
  await expect(exportNew()).rejects.toMatchObject({ code: 'ENOENT' })
  mkdirSync(folder)
  await log.seal(1)
  await exportNew()
  rmSync(folder, { recursive: true })
  await log.seal(2)
  await expect(exportNew()).rejects.toMatchObject({ code: 'ENOENT' })
  await expect(exportNew()).rejects.toMatchObject({ code: 'ENOENT' })
  mkdirSync(folder)
  await exportNew()
  expect(numbersIn(path)).toEqual([2, 3])
  renameSync(path, `${path}.1`)
  await log.seal(2)
  expect(existsSync(path)).toBe(false)
  await exportNew()
  expect(numbersIn(path)).toEqual([4, 5])
})

test('F3 an older copy of the log that was put back, and another log, are told from the one that was exported', async () => {
  const [log, other] = [await createAuditLog(), await createAuditLog()]
  const path = filePath()
  await log.seal(1)
  const { exportNew } = start(log, path)
  await exportNew()
  await log.seal(4)
  await exportNew()
  await other.seal(3)
  const shorter = start(other, path)
  await shorter.exportNew()
  expect(shorter.misfits).toEqual([5])
  await other.seal(1)
  await shorter.exportNew()
  expect(numbersIn(path)).toEqual([1, 2, 3, 4, 5, 4])

  await other.seal(3)
  const longer = start(other, path)
  await longer.exportNew()
  expect(longer.misfits).toEqual([])
  appendFileSync(path, `${linesOf(path)[4]}\n`)
  const different = start(other, path)
  await different.exportNew()
  expect(different.misfits).toEqual([5])
})

test('F3 standard output gets the newest checkpoint at the start and then each, also after the store failed', async () => {
  const log = await createAuditLog()
  const lines: string[] = []
  let isBroken = false
  const { audit } = log.store
  const exportNew = createCheckpointExport({
    audit: {
      checkpoints: async (request) => {
        if (isBroken) throw new Error('gone')
        return audit.checkpoints(request)
      },
    },
    destination: createCheckpointOutput((line) => void lines.push(line)),
    onMisfit: () => expect.unreachable(),
  })
  await log.seal(3)
  await exportNew()
  isBroken = true
  await log.seal(2)
  await expect(exportNew()).rejects.toThrow('gone')
  isBroken = false
  await log.seal(2)
  await exportNew()
  expect(lines.map((line) => readCheckpointLine(line)?.number)).toEqual([3, 4, 5, 6, 7])
  expect(lines.every((line) => line.endsWith('\n'))).toBe(true)
})
