import { createSecretKey } from 'node:crypto'
import type { RingKey } from 'countersign'
import { isFileThere, readKeyFile } from 'countersign/keys'
import { refusal } from './refusal.ts'

/**
 * The audit keys of a key ring file, which may hold no others: whoever checks the log must not need what
 * codes and recipients are hashed with.
 *
 * @throws CountersignError `invalid_configuration` if there is none
 */
export const readAuditKeys = (path: string): readonly RingKey[] => {
  if (!isFileThere(path)) throw refusal([`${path}: is missing`])
  const keys = readKeyFile(path).filter(({ use }) => use === 'audit')
  if (keys.length === 0) throw refusal([`${path}: holds no audit key`])
  return keys.map(({ id, use, secret }) => ({
    id,
    use,
    activeAtMs: 0,
    key: createSecretKey(Buffer.from(secret, 'base64')),
  }))
}
