import type { IntegrationRow } from '../../../ports/switch.ts'
import type { Integrations } from '../integrations.ts'
import { isoTime } from './iso-time.ts'

/** An integration as administrators see it. */
export const integrationRow = (
  integrations: Integrations,
  { id, otpEnabled, settings, updatedAtMs }: IntegrationRow,
) => ({
  id,
  otp_enabled: otpEnabled,
  channels: integrations.find(id)?.channels ?? [],
  settings: JSON.parse(settings) as Readonly<Record<string, unknown>>,
  updated_at: isoTime(updatedAtMs),
})
