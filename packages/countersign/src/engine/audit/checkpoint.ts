import {
  createPrivateKey,
  createPublicKey,
  hash,
  hkdfSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'
import { z } from 'zod'
import type { StoredCheckpoint } from '../../ports/audit.ts'
import type { RingKey } from '../key-ring.ts'

/** What a checkpoint says. */
const checkpointSchema = z.strictObject({
  number: z.int().min(1),
  at: z.iso.datetime(),
  /** SHA-256 of the text of the checkpoint before, hexadecimal. Null for the first one. */
  previous: z.string().nullable(),
  /** Merkle root over the MACs of the events it covers, stream by stream, in order. */
  root: z.string(),
  /** How many events all checkpoints up to this one cover. */
  total: z.int(),
  /** Stream, first and last position. */
  covers: z.array(z.tuple([z.string(), z.int(), z.int()])),
  /** Stream and position that all checkpoints before cover up to. Only in some: for who goes on sealing. */
  heads: z.array(z.tuple([z.string(), z.int()])).optional(),
})

/** See {@link StoredCheckpoint}. */
export type Checkpoint = z.infer<typeof checkpointSchema>

/** The start of every Ed25519 private key in PKCS #8 (RFC 8410). */
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex')

interface KeyPair {
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

/** Deriving takes longer than signing, and a log may hold very many checkpoints. */
const keyPairs = new WeakMap<RingKey, KeyPair>()

/** Checkpoints are signed with a key of their own that is derived from the audit key. */
const keyPairOf = (ringKey: RingKey): KeyPair => {
  const known = keyPairs.get(ringKey)
  if (known !== undefined) return known
  const seed = Buffer.from(hkdfSync('sha256', ringKey.key, '', 'countersign checkpoint', 32))
  const privateKey = createPrivateKey({
    key: Buffer.concat([pkcs8Head, seed]),
    format: 'der',
    type: 'pkcs8',
  })
  const pair = { privateKey, publicKey: createPublicKey(privateKey) }
  keyPairs.set(ringKey, pair)
  return pair
}

/** With this anybody can check exported checkpoints. PEM. */
export const checkpointPublicKey = (key: RingKey): string =>
  keyPairOf(key).publicKey.export({ type: 'spki', format: 'pem' }).toString()

/** Writes a checkpoint down and signs it. */
export const signCheckpoint = (key: RingKey, checkpoint: Checkpoint): StoredCheckpoint => {
  const text = JSON.stringify(checkpoint)
  const signature = sign(null, Buffer.from(text), keyPairOf(key).privateKey)
  return { number: checkpoint.number, text, signature, keyId: key.id }
}

/** What a checkpoint says, or nothing if it is not one of ours. */
export const readCheckpoint = (
  keys: readonly RingKey[],
  { number, text, signature, keyId }: StoredCheckpoint,
): Checkpoint | undefined => {
  const key = keys.find(({ id }) => id === keyId)
  if (key === undefined) return undefined
  if (!verify(null, Buffer.from(text), keyPairOf(key).publicKey, signature)) return undefined
  const parsed = checkpointSchema.safeParse(JSON.parse(text))
  return parsed.success && parsed.data.number === number ? parsed.data : undefined
}

/** What the next checkpoint names this one by. */
export const checkpointHash = ({ text }: Pick<StoredCheckpoint, 'text'>): string =>
  hash('sha256', text)
