import type { Renaming } from '../ports/rekey.ts'
import type { ChallengeKey, Idempotency, KeyedClaims, Store } from '../ports/store.ts'
import type { ClaimsFor } from './claims.ts'
import { challengeKey } from './digest.ts'
import { idempotencyOf } from './idempotency.ts'
import { asIfCurrent, type KeyRing, type RingKey } from './key-ring.ts'
import { createLately } from './lately.ts'
import type { SendRequest } from './send.ts'
import type { VerifyRequest } from './verify.ts'

/** Who is about to do what. */
export type TouchingCall =
  | { readonly on: 'send'; readonly request: SendRequest }
  | { readonly on: 'verify'; readonly request: VerifyRequest }

/** The names that a call is about to give the store. */
export interface TouchedNames {
  readonly challenge?: ChallengeKey
  readonly limits?: readonly KeyedClaims[]
  readonly idempotency?: Idempotency | undefined
}

/**
 * Has the store move what is kept for a call under other keys of the ring to the names that the call
 * uses. Nobody can make the new name of somebody who is not here, so it is made when they come.
 *
 * A key that is not active yet counts among the others: an instance whose clock is ahead may have used
 * it. Limits that everybody takes from are an exception: they are only moved on, and each process
 * moves them once.
 *
 * Asks nothing of the store while there is one key for recipients.
 *
 * @throws CountersignError `unavailable` if the store cannot do it: then nothing has happened
 */
export type BeforeTouch = (call: TouchingCall, names: TouchedNames) => Promise<void> | undefined

/** How many moved limits are remembered, at least: one for each purpose, and one for all of them. */
const sharedRememberedAtLeast = 1000

/** What the hook is made from. */
interface BeforeTouchParts {
  readonly store: Pick<Store, 'rekey'>
  readonly keyRing: KeyRing
  readonly claimsFor: ClaimsFor
}

/** Creates {@link BeforeTouch}. */
export const createBeforeTouch = (parts: BeforeTouchParts): BeforeTouch => {
  const { store, keyRing } = parts
  const moved = createLately(sharedRememberedAtLeast)

  const move = async (keys: readonly RingKey[], call: TouchingCall, names: TouchedNames) => {
    const sinceMs = activeSince(keys, names)
    const others = keys.map((key) => ({
      ...namesUnder(parts, key, call),
      isNewer: key.activeAtMs > sinceMs,
    }))
    const limits = others.flatMap((other) => limitsToMove(other, names))
    const unmoved = limits.filter(
      ({ isShared, ...limit }) => !isShared || !moved.has(nameOf(limit)),
    )
    await store.rekey({
      challenges: others.flatMap(({ challenge }) => renamed(challenge, names.challenge)),
      limits: unmoved.map(({ from, to }) => ({ from, to })),
      requests: others.flatMap(({ idempotency }) => renamed(idempotency, names.idempotency)),
    })
    for (const { isShared, ...limit } of unmoved) if (isShared) moved.add(nameOf(limit))
  }
  return (call, names) => {
    const keys = keyRing.all('recipient')
    return keys.length < 2 ? undefined : move(keys, call, names)
  }
}

/** Since when the key is active that the names were made with. Without a challenge it does not matter. */
const activeSince = (keys: readonly RingKey[], { challenge }: TouchedNames): number =>
  keys.find(({ id }) => id === challenge?.recipientKeyId)?.activeAtMs ?? 0

/** The names that a call would use under that key. */
const namesUnder = (
  { keyRing, claimsFor }: BeforeTouchParts,
  key: RingKey,
  { on, request }: TouchingCall,
) => {
  const under = asIfCurrent(keyRing, key)
  const { purpose, recipient, requester } = request
  return {
    challenge: challengeKey(under, purpose, recipient),
    limits: claimsFor({ purpose, on, recipient, requester }, under).limits,
    idempotency: on === 'send' ? idempotencyOf(under, request) : undefined,
  }
}

/** Under each key a call takes the same limits in the same order. */
const limitsToMove = (
  { limits, isNewer }: { readonly limits: readonly KeyedClaims[]; readonly isNewer: boolean },
  names: TouchedNames,
) =>
  (names.limits ?? []).flatMap((to, n) => {
    const isShared = to.isShared === true
    const pairs = isNewer && isShared ? [] : renamed(limits[n], to)
    return pairs.map((pair) => ({ from: pair.from.lookup, to: pair.to.lookup, isShared }))
  })

/** Nothing if it has that name already, or is not a part of the call. */
const renamed = <Named extends { readonly lookup: Uint8Array }>(
  from: Named | undefined,
  to: Named | undefined,
): readonly Renaming<Named>[] =>
  from === undefined || to === undefined || Buffer.compare(from.lookup, to.lookup) === 0
    ? []
    : [{ from, to }]

const nameOf = ({ from, to }: Renaming<Uint8Array>): string =>
  Buffer.concat([from, to]).toString('latin1')
