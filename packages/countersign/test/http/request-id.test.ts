import type { LogFields } from 'countersign'
import { currentRequestId } from 'countersign/http'
import { expect, test } from 'vitest'
import {
  createDeployment,
  type DeploymentOptions,
  newPhone,
  stores,
} from '../support/deployment.ts'

interface Line extends LogFields {
  readonly message: string
}

const setUp = async (options: DeploymentOptions = {}) => {
  const lines: Line[] = []
  const note = (fields: LogFields, message: string) =>
    void lines.push({ requestId: currentRequestId(), ...fields, message })
  const under = await createDeployment({
    ...options,
    log: { info: note, warn: note, error: note },
  })
  const ask = (path: string, id?: string) =>
    under.fetch(
      new Request(`http://otp.acme.example${path}`, {
        headers: id === undefined ? {} : { 'x-request-id': id },
      }),
    )
  return { under, lines, ask }
}

test('B9 a request keeps the id that it came with, in its answer and in every line of the log', async () => {
  const { under, lines } = await setUp()
  under.provider.answerWith({ kind: 'policy' })
  const body = { purpose: 'login', phone_e164: newPhone() }
  const headers = { 'x-request-id': 'Edge-1.a_Z' }
  const answer = await under.post('/api/otp/send', body, { headers })
  expect(answer.headers.get('x-request-id')).toBe('Edge-1.a_Z')
  expect(lines.map(({ requestId, message }) => [requestId, message])).toEqual([
    ['Edge-1.a_Z', 'a message was not accepted'],
    ['Edge-1.a_Z', 'answered'],
  ])
})

test.each([
  ['none', undefined],
  ['65 characters', 'a'.repeat(65)],
  ['a space', 'a b'],
  ['what breaks out of a line', 'a"},{"level":50'],
  ['an address', 'ama@example.com'],
  ['nothing', ''],
])('B9 G1 instead of %s a request gets a new id of letters', async (_what, given) => {
  const { lines, ask } = await setUp()
  const ids = [await ask('/docs', given), await ask('/docs', given)].map(({ headers }) =>
    headers.get('x-request-id'),
  )
  for (const id of ids) expect(id).toMatch(/^[a-p]{24}$/)
  expect(new Set(ids).size).toBe(2)
  expect(lines.map(({ requestId }) => requestId)).toEqual(ids)
})

test('C16 G1 the log has method, route, status and time of each request; no query, no path that leads nowhere', async () => {
  const { lines, ask } = await setUp()
  await ask('/docs?token=secret-token')
  await ask('/magic/secret-token')
  await ask('/healthz')
  expect(lines).toEqual([
    {
      ...{ requestId: expect.any(String), method: 'GET', route: '/docs', status: 200 },
      ...{ ms: expect.any(Number), message: 'answered' },
    },
    expect.objectContaining({ method: 'GET', route: 'none', status: 404 }),
  ])
  expect(JSON.stringify(lines)).not.toContain('secret-token')
})

test('L7 a probe leaves a line when it fails, and only then', async () => {
  const { under, lines, ask } = await setUp({ store: stores.sqlite })
  expect((await ask('/readyz')).status).toBe(200)
  expect(lines).toEqual([])
  await under.store.close()
  expect((await ask('/readyz')).status).toBe(503)
  expect(lines.map(({ route, status }) => [route, status])).toContainEqual(['/readyz', 503])
})

test('B9 requests at the same moment keep their ids apart', async () => {
  const { under, lines } = await setUp()
  const ids = Array.from({ length: 20 }, (_, n) => `r-${n}`)
  await Promise.all(
    ids.map((id) =>
      under.post(
        '/api/otp/send',
        { purpose: 'login', phone_e164: newPhone() },
        { peer: `203.0.113.${ids.indexOf(id)}`, headers: { 'x-request-id': id } },
      ),
    ),
  )
  for (const id of ids) expect(lines.filter(({ requestId }) => requestId === id)).toHaveLength(2)
})
