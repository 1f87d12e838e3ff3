import type { SessionRow } from '../../../ports/session.ts'

/** How long a session can still last. It was seen just now, by the clock that ends it. */
export const remainingSeconds = ({ expiresAtMs, seenAtMs }: SessionRow): number =>
  Math.max(0, Math.floor((expiresAtMs - seenAtMs) / 1000))
