import type { ShownEvent } from '../../../engine/audit/show-event.ts'
import type { Admin } from '../../../ports/admin.ts'
import type { deliveryRow } from '../../admin/rows/delivery-row.ts'
import type { integrationRow } from '../../admin/rows/integration-row.ts'
import type { purposeRows } from '../../admin/rows/purpose-rows.ts'
import type { switchRow } from '../../admin/rows/switch-row.ts'

/** What the console shows. */
export interface Overview {
  readonly admin: Admin
  readonly integrations: readonly ReturnType<typeof integrationRow>[]
  readonly switches: readonly ReturnType<typeof switchRow>[]
  readonly purposes: Awaited<ReturnType<typeof purposeRows>>
  readonly deliveries: readonly ReturnType<typeof deliveryRow>[]
  readonly events: readonly ShownEvent[]
  /** What a switch may name. */
  readonly targets: Readonly<Record<'channel' | 'integration' | 'purpose', readonly string[]>>
}
