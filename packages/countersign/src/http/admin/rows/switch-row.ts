import type { Switch } from '../../../ports/switch.ts'
import { isoTime } from './iso-time.ts'

/** A switch as administrators see it. */
export const switchRow = ({ createdAtMs, endsAtMs, ...rest }: Switch) => ({
  ...rest,
  created_at: isoTime(createdAtMs),
  ends_at: endsAtMs === null ? null : isoTime(endsAtMs),
})
