import type { EnabledIntegration, KeyedClaims } from '../../ports/store.ts'
import { isSharded, limitIds, packClaims, packLimit } from './claims.ts'
import { bytes } from './encode.ts'
import type { GroupKind, Stretch } from './groups.ts'
import type { BatchState, Verb, VerbAnswer } from './verbs/verb.ts'
import { type TakenKey, type Triples, windowsOf } from './windows.ts'

/** A row to be locked. */
export interface LimitRow {
  readonly id: bigint
  readonly lookup: Uint8Array
}

/** Verbs that run together. */
export interface Batch {
  readonly verbs: readonly Verb<unknown>[]
  /** Those that are run by themselves, and those that are run as groups, by their places from nought. */
  readonly stretches: readonly Stretch<number>[]
  /** Every key that one of them asks for, once. */
  readonly keys: readonly WantedKey[]
  /** For each verb the places of its limits among `keys`, from one. */
  readonly places: readonly (readonly number[])[]
  /** Every route that one of them needs, once, as `decide_routes` reads it. */
  readonly routes: readonly string[]
  /** For each verb the place of its route among `routes`, from one. */
  readonly routePlaces: readonly (number | undefined)[]
}

interface WantedKey {
  readonly keyed: KeyedClaims
  wanted: number
}

/** What `run_batch` answers. */
export interface BatchAnswer {
  readonly nowMs: number
  readonly keys: readonly {
    readonly shard: number | null
    readonly log: Triples | null
    readonly fullLogs: readonly Triples[] | null
  }[]
  readonly verbs: readonly VerbAnswer[]
  readonly routes: readonly (readonly EnabledIntegration[])[]
}

/** Puts verbs together; keys with the same limits are taken from once for all of them. */
export const createBatch = (stretches: readonly Stretch<Verb<unknown>>[]): Batch => {
  const verbs = stretches.flat()
  const keys: WantedKey[] = []
  const known = new Map<string, number>()
  const placeOf = (keyed: KeyedClaims): number => {
    const { claims } = packClaims(keyed.claims)
    const name = `${bytes(keyed.lookup)} ${isSharded(keyed)} ${claims.join()}`
    const place = known.get(name) ?? keys.push({ keyed, wanted: 0 })
    known.set(name, place)
    const key = keys[place - 1]
    if (key !== undefined) key.wanted += 1
    return place
  }
  const places = verbs.map(({ limits }) =>
    limits.filter(({ claims }) => claims.length > 0).map(placeOf),
  )
  return { verbs, stretches: numbered(stretches), keys, places, ...routesOf(verbs) }
}

const numbered = (stretches: readonly Stretch<unknown>[]): readonly Stretch<number>[] => {
  let next = 0
  return stretches.map((stretch) => stretch.map(() => next++))
}

/** Policies are few, so most verbs share a route: it is decided once for all of them. */
const routesOf = (verbs: readonly Verb<unknown>[]): Pick<Batch, 'routes' | 'routePlaces'> => {
  const known = new Map<string, number>()
  const routePlaces = verbs.map(({ route }) => {
    if (route === undefined) return undefined
    const name = JSON.stringify(route)
    const place = known.get(name) ?? known.size + 1
    known.set(name, place)
    return place
  })
  return { routes: [...known.keys()], routePlaces }
}

/** The batch as `run_batch` reads it. */
export const packBatch = (batch: Batch): string => {
  const { verbs, keys, routes } = batch
  const packed = {
    keys: keys.map(({ keyed, wanted }) => ({ ...packLimit(keyed), wanted })),
    verbs: batch.stretches.map((stretch) => packStretch(batch, stretch)),
    events: verbs.flatMap(({ event, further = [] }) => [event, ...further]),
    users: usersOf(verbs),
  }
  return `{"routes":[${routes.join()}],${JSON.stringify(packed).slice(1)}`
}

const packVerb = ({ verbs, places, routePlaces }: Batch, n: number) => {
  const { request, further } = verbs[n] ?? {}
  return { ...request, limits: places[n], route: routePlaces[n], further: further?.length }
}

/** A stretch as `run_batch` reads it: a verb, or a group as `run_group` does. */
const packStretch = (batch: Batch, stretch: Stretch<number>) => {
  const [first] = stretch
  if (stretch.length === 1 && first !== undefined) return packVerb(batch, first)
  const membersOf = (kind: GroupKind) => {
    const members = stretch.filter((n) => batch.verbs[n]?.groupKind === kind)
    return members.length === 0 ? undefined : members.map((n) => packVerb(batch, n))
  }
  return {
    verb: 'group',
    size: stretch.length,
    needs: needsOf(batch, stretch),
    opens: membersOf('opens'),
    settles: membersOf('settles'),
    attempts: membersOf('attempts'),
  }
}

/** How many of each key of the batch all of these verbs use. */
const needsOf = ({ keys, places }: Batch, stretch: Stretch<number>): readonly number[] => {
  const needs = keys.map(() => 0)
  for (const place of stretch.flatMap((n) => places[n] ?? []))
    needs[place - 1] = (needs[place - 1] ?? 0) + 1
  return needs
}

/** Users to lock beforehand; nothing if no verb may touch one. */
const usersOf = (verbs: readonly Verb<unknown>[]): Verb<unknown>['users'] => {
  const users = verbs.flatMap((verb) => verb.users ?? [])
  if (users.length === 0) return undefined
  return { ids: users.flatMap(({ ids }) => ids), hashes: users.flatMap(({ hashes }) => hashes) }
}

/** The limit rows to lock beforehand; those of shared limits only if it did not do without. */
export const limitRowsOf = ({ verbs, keys }: Batch, withShards: boolean): readonly LimitRow[] =>
  [...keys.map(({ keyed }) => keyed), ...verbs.flatMap(({ givesBack }) => givesBack ?? [])]
    .filter((keyed) => withShards || !isSharded(keyed))
    .flatMap((keyed) => limitIds(keyed).map((id) => ({ id, lookup: keyed.lookup })))

/** What each verb makes of its answer: the last one first, because it saw what the others had taken. */
export const readAnswers = (
  { verbs, keys, places, routePlaces }: Batch,
  { nowMs, keys: keyAnswers, verbs: verbAnswers, routes }: BatchAnswer,
  tell: (n: number, read: () => unknown) => void,
): void => {
  const taken = keys.map(({ keyed }, n): TakenKey => {
    const { shard, log, fullLogs } = keyAnswers[n] ?? { shard: 0, log: [], fullLogs: null }
    return { keyed, shard: shard ?? 0, windows: windowsOf(log ?? []), fullLogs, takenLater: 0 }
  })
  for (const [n, verb] of [...verbs.entries()].toReversed()) {
    const answer = verbAnswers[n]
    const own = places[n] ?? []
    const state: BatchState = {
      nowMs,
      integrations: routes[(routePlaces[n] ?? 0) - 1] ?? [],
      keys: own.flatMap((place) => taken[place - 1] ?? []),
      placeOf: (key) => own.indexOf(key),
    }
    tell(n, () => verb.read(answer ?? { kind: 'missing' }, state))
    if (answer?.hasTaken !== true) continue
    for (const place of own) {
      const key = taken[place - 1]
      if (key !== undefined) taken[place - 1] = { ...key, takenLater: key.takenLater + 1 }
    }
  }
}
