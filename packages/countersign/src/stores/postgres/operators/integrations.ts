import type { IntegrationRow, IntegrationStore } from '../../../ports/switch.ts'
import { text } from '../encode.ts'
import type { OperatorParts } from './parts.ts'

/** Integrations' rows in PostgreSQL. */
export const createPostgresIntegrations = ({
  call,
  change,
  clockMs,
}: OperatorParts): IntegrationStore => ({
  ensure: async (ids) => {
    await call('ensure_integrations', [ids.map(text), clockMs()])
  },
  list: async () => {
    const { rows } = await call('list_integrations', [])
    return rows.map((row) => row['integration'] as IntegrationRow)
  },
  change: async ({ id, otpEnabled = null, settings, audit }) => {
    const changes = [otpEnabled, settings === undefined ? null : text(settings)]
    const answer = await change('change_integration', audit, [text(id), ...changes])
    return (answer as IntegrationRow | null) ?? undefined
  },
})
