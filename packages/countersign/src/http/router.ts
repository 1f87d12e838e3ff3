import type { Route } from './route.ts'

/** The routes of one path. */
export interface Place {
  /** By method, in upper case. HEAD is answered like GET. */
  readonly routes: ReadonlyMap<string, Route>
  /** Value of an `Allow` header. */
  readonly allow: string
}

/** Where a path leads, and what stands in the places of its parameters. */
export interface Found {
  readonly place: Place
  readonly parameters: Readonly<Record<string, string>>
}

/** Finds the routes of a path. */
export type Router = (path: string) => Found | undefined

const noParameters = {}

/**
 * Paths are compared as they are written: neither percent-encoding nor dots are resolved, so that a
 * proxy with rules about paths sees the same path as we do. `{name}` in a route's path stands for one
 * segment, which is decoded.
 */
export const createRouter = (routes: readonly Route[]): Router => {
  const places = [...Map.groupBy(routes, ({ path }) => path)].map(
    ([path, of]) => [path, placeOf(of)] as const,
  )
  const fixed = new Map(
    places.map(([path, place]) => [path, { place, parameters: noParameters }] as const),
  )
  const withParameters = places
    .filter(([path]) => path.includes('{'))
    .map(([path, place]) => ({ pattern: patternOf(path), place }))

  const findWithParameters: Router = (path) => {
    for (const { pattern, place } of withParameters) {
      const groups = pattern.exec(path)?.groups
      if (groups !== undefined) return decoded(place, groups)
    }
    return undefined
  }
  return (path) => fixed.get(path) ?? findWithParameters(path)
}

const placeOf = (routes: readonly Route[]): Place => ({
  routes: new Map(routes.map((route) => [route.method.toUpperCase(), route])),
  allow: routes
    .map(({ method }) => (method === 'get' ? 'GET, HEAD' : method.toUpperCase()))
    .join(', '),
})

const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`)

/** A segment that is not valid percent-encoding leads nowhere. */
const decoded = (place: Place, groups: Readonly<Record<string, string>>): Found | undefined => {
  try {
    const entries = Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)])
    return { place, parameters: Object.fromEntries(entries) }
  } catch {
    return undefined
  }
}
