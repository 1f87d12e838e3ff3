import type { AdminToken } from 'countersign'

/** Whether an administrator's token opens anything at this time. */
export const isGoodToken = (
  { revokedAtMs, expiresAtMs }: Pick<AdminToken, 'revokedAtMs' | 'expiresAtMs'>,
  nowMs: number,
): boolean => revokedAtMs === null && (expiresAtMs === null || expiresAtMs > nowMs)
