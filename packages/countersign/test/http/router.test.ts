import { expect, test } from 'vitest'
import { problem } from '../../src/http/answer.ts'
import type { Route } from '../../src/http/route.ts'
import { createRouter } from '../../src/http/router.ts'

const route = (method: Route['method'], path: string): Route => ({
  ...{ method, path, summary: path, problems: [] },
  handle: () => problem('not_found'),
})

const find = createRouter([
  route('get', '/healthz'),
  route('get', '/things'),
  route('post', '/things'),
  route('get', '/things/{id}/parts/{part}'),
  route('get', '/things/all/parts/first'),
  route('get', '/a.b/{id}'),
])

const at = (path: string) => {
  const found = find(path)
  return found && { parameters: found.parameters, allow: found.place.allow }
}

test('a path leads to the routes that have it, and says which methods they take', () => {
  expect(at('/healthz')).toEqual({ parameters: {}, allow: 'GET, HEAD' })
  expect(at('/things')?.allow).toBe('GET, HEAD, POST')
})

test('a parameter stands for one whole segment and is decoded once', () => {
  expect(at('/things/7/parts/a%20b')?.parameters).toEqual({ id: '7', part: 'a b' })
  expect(at('/things/%2525/parts/%2F')?.parameters).toEqual({ id: '%25', part: '/' })
  expect(at('/things/all/parts/first')?.parameters).toEqual({})
})

test.each(['%', '%zz', '%FF', '%00%FF', 'a%20b%zz'])(
  'H1 a parameter that is no percent-encoding of text (%j) stays as it is, all of it',
  (id) => {
    expect(at(`/things/${id}/parts/%20`)?.parameters).toEqual({ id, part: ' ' })
  },
)

test.each([
  '/',
  '/healthz/',
  '//healthz',
  '/Healthz',
  '/%68ealthz',
  '/things/../healthz',
  '/things/7/parts/',
  '/things//parts/1',
  '/things/7/8/parts/1',
  '/things/{id}',
  '/things%2F7/parts/1',
  '/th%69ngs/7/parts/1',
  '/things/%zz',
  '/aXb/1',
  '/__proto__',
  '/constructor',
])('%s leads nowhere: no proxy with rules about paths is told another path than we are', (path) => {
  expect(find(path)).toBeUndefined()
})
