/**
 * How long a decision that a provider may be called is good, in milliseconds. A call that was held up
 * for longer is decided anew. So whoever waits {@link startWithinMs} after switching something off knows
 * that no call of before can still start, without asking any other instance.
 */
export const decisionGoodMs = 500

/** Twice as long, for a process that is slow between deciding and calling. */
export const startWithinMs = 2 * decisionGoodMs
