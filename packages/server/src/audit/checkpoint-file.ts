import { type FileHandle, open } from 'node:fs/promises'
import { checkpointLine, readCheckpointLine, type StoredCheckpoint } from 'countersign'
import type { CheckpointDestination } from 'countersign/chores'

/** In which the last whole line is looked for. Few lines are longer than a kilobyte. */
const tailBytes = 4 * 1024 * 1024

/**
 * A file of one line for each checkpoint. It is opened anew each time, to be read and appended to only,
 * so it may be moved away at any time, and may be one that nobody can change otherwise (`chattr +a`).
 *
 * After a crash the last line may be cut. It stays, ended by a line break, and its checkpoint is written
 * again behind it.
 */
export const createCheckpointFile = (path: string): CheckpointDestination => ({
  last: () => withFile(path, async (file) => lastIn((await tailOf(file, tailBytes)).toString())),
  write: (checkpoints) =>
    withFile(path, async (file) => {
      const [lastByte] = await tailOf(file, 1)
      const isCut = lastByte !== undefined && lastByte !== lineBreak
      const lines = checkpoints.map(checkpointLine).join('')
      await file.appendFile(isCut ? `\n${lines}` : lines)
      await file.sync()
    }),
})

const lineBreak = 10

const withFile = async <Result>(
  path: string,
  work: (file: FileHandle) => Promise<Result>,
): Promise<Result> => {
  const file = await open(path, 'a+', 0o600)
  try {
    return await work(file)
  } finally {
    await file.close()
  }
}

const tailOf = async (file: FileHandle, bytesAtMost: number): Promise<Buffer> => {
  const { size } = await file.stat()
  const length = Math.min(size, bytesAtMost)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length)
  return buffer.subarray(0, bytesRead)
}

/** What stands behind the last line break is cut, however whole it looks. */
const lastIn = (tail: string): StoredCheckpoint | undefined =>
  tail
    .split('\n')
    .slice(0, -1)
    .map(readCheckpointLine)
    .findLast((checkpoint) => checkpoint !== undefined)
