import { type Finding, findingKinds, type LogVerdict, verifyLog } from 'countersign'
import { keyRingPath } from 'countersign/keys'
import { readAuditKeys } from '../../config/audit-keys.ts'
import { loadConfig } from '../../config/config.ts'
import { refusal } from '../../config/refusal.ts'
import { checkStoreIsThere, openStore } from '../../open-store.ts'
import { printable } from '../printed-row.ts'
import type { ConfigOption } from '../with-store.ts'
import { readCheckpoints } from './checkpoint-file.ts'

interface Options extends ConfigOption {
  readonly checkpoints?: string
  readonly json?: boolean
  readonly store?: string
  readonly auditKey?: string
}

/** Action of `countersign audit verify`. */
export const verifyAudit = async (options: Options): Promise<void> => {
  const { storeUrl, keyFile } = await placesOf(options)
  const anchors = options.checkpoints === undefined ? [] : readCheckpoints(options.checkpoints)
  const keys = readAuditKeys(keyFile)
  checkStoreIsThere(storeUrl)
  const store = await openStore(storeUrl)
  try {
    const verdict = await verifyLog({ audit: store.audit, keys, anchors })
    process.stdout.write(`${(options.json === true ? asJson : asText)(verdict)}\n`)
    if (verdict.findings.length > 0) process.exitCode = 1
  } finally {
    await store.close()
  }
}

const placesOf = async ({ store, auditKey, config: file }: Options) => {
  if (store !== undefined && auditKey !== undefined) return { storeUrl: store, keyFile: auditKey }
  if (store !== undefined || auditKey !== undefined)
    throw refusal(['audit: --store and --audit-key go together'])
  const { storeUrl, secretsDir } = await loadConfig({ file, env: process.env })
  return { storeUrl, keyFile: keyRingPath(secretsDir) }
}

const asJson = ({ findings, ...verdict }: LogVerdict): string => {
  const status = findings.length === 0 ? 'genuine' : 'tampered'
  const explained = findings.map((one) => ({ ...one, meaning: findingKinds[one.problem] }))
  return JSON.stringify({ status, ...verdict, findings: explained }, null, 2)
}

/** How many findings a person reads. */
const namedAtMost = 20

const asText = ({ findings, events, checkpoints, unsealed }: LogVerdict): string => {
  const named = findings.slice(0, namedAtMost).map(inWords)
  const more = findings.length - named.length
  return [
    ...named,
    ...(more > 0 ? [`and ${more} more`] : []),
    `events\t${events}`,
    `checkpoints\t${checkpoints}`,
    `not sealed yet\t${unsealed}`,
    findings.length === 0 ? 'genuine' : 'tampered',
  ].join('\n')
}

const inWords = ({ at, problem }: Finding): string => `${printable(at)} ${findingKinds[problem]}`
