import type { IntegrationRow } from '../../../ports/switch.ts'
import type { Integrations } from '../integrations.ts'
import { isoTime } from './iso-time.ts'

/** An integration as administrators see it. */
export const integrationRow = (
  integrations: Integrations,
  { id, otpEnabled, settings, updatedAtMs }: IntegrationRow,
) => {
  const used = integrations.find(id)
  return {
    id,
    otp_enabled: otpEnabled,
    channels: used?.channels ?? [],
    settings: used?.changeable(Object(JSON.parse(settings))) ?? {},
    updated_at: isoTime(updatedAtMs),
  }
}
