/** A session that neither is over nor was left idle for too long. */
export const isGoodSession = /* sql */ `
sessions.expires_at_ms > :now and sessions.seen_at_ms + sessions.idle_ms > :now`.trim()
