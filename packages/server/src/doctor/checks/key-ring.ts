import { isCountersignError } from 'countersign'
import { isFileThere, keyRingPath, missingUses, readKeyRing, readKeys } from 'countersign/keys'
import { type ListedKey, listKeys } from '../../config/rotate-keys.ts'
import type { Check, Finding } from '../finding.ts'

const area = 'keys'
const yearMs = 365 * 86_400_000

/** Whether the key ring is there and whole, and how old its keys are. */
export const checkKeyRing: Check = ({ config: { secretsDir, isProduction }, nowMs }) => {
  const path = keyRingPath(secretsDir)
  if (!isFileThere(path) && !isProduction)
    return [{ area, level: 'note', sentence: `${path}: is not there; the first start makes it` }]
  try {
    const missing = isProduction ? [] : missingUses(readKeys(secretsDir))
    if (missing.length > 0) {
      const sentence = `${path}: has no key for ${missing.join(', ')}; the next start puts it in`
      return [{ area, level: 'note', sentence }]
    }
    readKeyRing(secretsDir)
    const keys = listKeys(secretsDir, nowMs)
    const old = keys.flatMap((key) => ageFinding(key, nowMs))
    return [
      { area, level: 'ok', sentence: `${path}: ${keys.length} keys, one for each use` },
      ...old,
    ]
  } catch (error) {
    if (!isCountersignError(error, 'invalid_configuration')) throw error
    return [{ area, level: 'danger', sentence: error.message }]
  }
}

const ageFinding = ({ id, use, state, activeAt }: ListedKey, nowMs: number): readonly Finding[] => {
  if (nowMs - Date.parse(activeAt) < yearMs || state === 'pending') return []
  const since = activeAt.slice(0, 10)
  return state === 'current'
    ? [
        {
          area,
          level: 'note',
          sentence: `${id} is in use since ${since}, more than a year`,
          hint: `countersign keys rotate ${use}`,
        },
      ]
    : [
        {
          area,
          level: 'note',
          sentence: `${id} is an old key since more than a year (from ${since})`,
          hint: `countersign keys retire ${id}, if nothing that was made with it is needed`,
        },
      ]
}
