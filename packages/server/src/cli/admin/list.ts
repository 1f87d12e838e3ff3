import { type AdminToken, isGoodToken } from 'countersign'
import { printedRow, printedTime } from '../printed-row.ts'
import { type ConfigOption, withExistingStore } from '../with-store.ts'

/** Action of `countersign admin list`. */
export const listAdmins = (options: ConfigOption): Promise<void> =>
  withExistingStore(options, async ({ store }) => {
    const tokens = await store.admins.list()
    return tokens.length === 0 ? 'no administrators' : tokens.map(toRow).join('\n')
  })

const toRow = (token: AdminToken): string =>
  printedRow([token.name, token.role, printedTime(token.createdAtMs), stateOf(token)])

const stateOf = (token: AdminToken): string => {
  const { revokedAtMs, expiresAtMs } = token
  if (revokedAtMs !== null) return `revoked ${printedTime(revokedAtMs)}`
  if (expiresAtMs === null) return 'good'
  return `${isGoodToken(token, Date.now()) ? 'good until' : 'expired'} ${printedTime(expiresAtMs)}`
}
