import { isGoodToken } from 'countersign'
import { noAdministrator } from '../../config/config-to-serve.ts'
import type { Check } from '../finding.ts'

const area = 'admin'
const hint = 'countersign admin create NAME'

/** Whether there is somebody who can switch things off, unlock and look, once it is in production. */
export const checkAdministrators: Check = ({ config, store, nowMs }) => {
  const admins = store.kind === 'seen' ? store.view.admins : undefined
  if (!config.isProduction || admins === undefined) return []
  if (admins.length === 0) return [{ area, level: 'danger', sentence: noAdministrator }]
  const good = admins.filter((admin) => isGoodToken(admin, nowMs))
  const operators = good.filter(({ role }) => role === 'operator')
  if (operators.length === 0) {
    const sentence =
      'no operator has a token that is good: nobody can change anything over the admin API'
    return [{ area, level: 'warning', sentence, hint }]
  }
  return [{ area, level: 'ok', sentence: `administrators: ${good.length}` }]
}
