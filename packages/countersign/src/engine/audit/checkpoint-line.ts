import { z } from 'zod'
import type { StoredCheckpoint } from '../../ports/audit.ts'

const lineSchema = z.object({
  number: z.int().min(1),
  text: z.string(),
  signature: z.base64(),
  keyId: z.string(),
})

/** A checkpoint as one line of JSON, with the signature in base64. */
export const checkpointLine = ({ number, text, signature, keyId }: StoredCheckpoint): string => {
  const line = { number, text, signature: Buffer.from(signature).toString('base64'), keyId }
  return `${JSON.stringify(line)}\n`
}

/** The checkpoint in a line. Nothing if it is no such line, or a cut one. */
export const readCheckpointLine = (line: string): StoredCheckpoint | undefined => {
  try {
    const { signature, ...others } = lineSchema.parse(JSON.parse(line))
    return { ...others, signature: Buffer.from(signature, 'base64') }
  } catch {
    return undefined
  }
}
