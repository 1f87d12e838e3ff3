import type { Store } from './store.ts'

/** A verb of a store, whichever. */
export type Verb = (request?: unknown) => Promise<unknown>

/** Verbs by their names, such as `open` and `proofs.redeem`. */
export type Verbs = ReadonlyMap<string, Verb>

/** The verbs of a store: its own, and those of its parts. Nobody lists them, so a new one is among them. */
export const verbsOf = (store: Store): Verbs => {
  const members = membersOf(store)
  const parts = members.flatMap(([name, part]) =>
    typeof part === 'object' && part !== null ? verbsIn(membersOf(part), part, `${name}.`) : [],
  )
  return new Map([...verbsIn(members, store, ''), ...parts])
}

type Members = readonly (readonly [name: string, value: unknown])[]

/** A store may be an instance of a class, whose methods are not its own. */
const membersOf = (holder: object): Members => {
  const names = new Set<string>()
  let owner: object | null = holder
  while (owner !== null && owner !== Object.prototype) {
    for (const name of Object.getOwnPropertyNames(owner)) names.add(name)
    owner = Object.getPrototypeOf(owner)
  }
  names.delete('constructor')
  return [...names].map((name) => [name, Reflect.get(holder, name)] as const)
}

const verbsIn = (members: Members, holder: object, prefix: string) =>
  members.flatMap(([name, value]) =>
    typeof value === 'function' ? [[prefix + name, value.bind(holder) as Verb] as const] : [],
  )

/** The store of such verbs. */
export const storeOf = (verbs: Verbs): Store => {
  const store: Record<string, unknown> = {}
  for (const [path, verb] of verbs) {
    const [name = path, part] = path.split('.').toReversed()
    const holder = part === undefined ? store : partOf(store, part)
    holder[name] = verb
  }
  return store as unknown as Store
}

const partOf = (store: Record<string, unknown>, name: string): Record<string, unknown> => {
  const part = (store[name] ?? {}) as Record<string, unknown>
  store[name] = part
  return part
}
