/** How long sessions last, and how many there are. */
export interface SessionSettings {
  /** A session ends after so many seconds, however much it is used. */
  readonly ttlSeconds: number
  /** A session ends when it is not used for so many seconds. */
  readonly idleSeconds: number
  /** One user's sessions: for one more, the one least lately used ends. */
  readonly perUserAtMost: number
  /** A session may change phone and address of its user for so many seconds after signing in. */
  readonly changeContactWithinSeconds: number
}

/** Thirty days, fourteen without use, ten for each user (requirement C8); changes within a quarter of an hour. */
export const defaultSessionSettings: SessionSettings = {
  ttlSeconds: 2_592_000,
  idleSeconds: 1_209_600,
  perUserAtMost: 10,
  changeContactWithinSeconds: 900,
}

/** How long a token that was replaced is still taken, for requests that were under way. */
export const rotationGraceMs = 60_000

/** The last use of a session is written down once a minute, not with every request. */
export const noteEveryMs = 60_000
