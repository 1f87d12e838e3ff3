import type { Admin } from '../../../ports/admin.ts'

/** What the audit log calls an administrator. */
export const actorOf = ({ name }: Admin): string => `admin:${name}`
