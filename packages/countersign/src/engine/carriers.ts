import { asBuffer } from '../ports/bytes.ts'
import type { ChallengeKey } from '../ports/store.ts'
import type { Destination } from '../ports/telemetry.ts'

/** Where this process sent the code of a challenge, so that a proof of it can be counted there. */
export interface Carriers {
  remember(challenge: ChallengeKey, destination: Destination): void
  /** Tells, once. Nothing if another process sent it, or too many came later. */
  take(challenge: ChallengeKey): Destination | undefined
}

/** About ten megabytes; the oldest is forgotten first. */
const destinationsAtMost = 50_000

/**
 * A memory for telemetry only: nothing is decided by it, so it may be lost. It holds keyed hashes, which
 * say nothing of who somebody is.
 */
export const createCarriers = (atMost = destinationsAtMost): Carriers => {
  const destinations = new Map<number, Destination>()
  return {
    remember: (challenge, destination) => {
      const name = nameOf(challenge)
      destinations.delete(name)
      if (destinations.size >= atMost) forgetOldest(destinations)
      destinations.set(name, destination)
    },
    take: (challenge) => {
      const name = nameOf(challenge)
      const destination = destinations.get(name)
      destinations.delete(name)
      return destination
    },
  }
}

/** The first 48 bits of a hash tell so few challenges apart, and a number is quicker to find than a text. */
const nameOf = ({ lookup }: ChallengeKey): number => asBuffer(lookup).readUIntBE(0, 6)

/** A map keeps the order in which things came. */
const forgetOldest = (destinations: Map<number, Destination>): void => {
  for (const name of destinations.keys()) {
    destinations.delete(name)
    return
  }
}
