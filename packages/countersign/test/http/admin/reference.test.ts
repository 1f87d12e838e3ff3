import { errorCodes } from 'countersign'
import { describe, expect, test } from 'vitest'
import { apiMarkdown } from '../../../src/http/reference/api-markdown.ts'
import { operationsOf } from '../../../src/http/reference/operations.ts'
import { createAdminDesk } from '../../support/admin-desk.ts'

const read = async () => {
  const desk = await createAdminDesk()
  const { json: document } = await desk.ask('GET', '/openapi.json')
  const markdown = apiMarkdown(document)
  const operations = operationsOf(document).filter(({ name }) => name.includes('/api/admin/'))
  const sectionOf = (name: string) =>
    markdown.split(/^## /m).find((section) => section.split('\n')[0]?.endsWith(`</a>${name}`)) ?? ''
  return { desk, document, operations, sectionOf }
}

describe('the reference of the admin API', () => {
  test('C14 tells of every call who may make it, its path, its query and its problems', async () => {
    const { operations, sectionOf } = await read()
    expect(operations.length).toBe(18)
    for (const { name, role, query, pathParameters, problems } of operations) {
      const section = sectionOf(name)
      expect(section.includes('Bearer ca_…'), name).toBe(role !== undefined)
      expect(section.includes('Role: `operator`'), name).toBe(role === 'operator')
      for (const { name: field, description } of [...query, ...pathParameters]) {
        expect(description, `${field} of ${name}`).not.toBe('')
        expect(section).toContain(description)
      }
      for (const code of problems)
        expect(section).toContain(`| ${errorCodes[code].status} | [\`${code}\`](#${code}) |`)
      expect(problems).toContain('admin_required')
    }
    expect(operations.find(({ name }) => name === 'GET /api/admin/audit')?.query).toHaveLength(5)
  })

  test('C14 gives examples that the API understands', async () => {
    const { desk, operations, sectionOf } = await read()
    const token = await desk.hire()
    for (const { name, request } of operations) {
      if (request === undefined) continue
      const [method = '', path = ''] = name.split(' ')
      const body: unknown = JSON.parse(/```json\n([\s\S]*?)\n```/.exec(sectionOf(name))?.[1] ?? '')
      const { json } = await desk.ask(method, path.replace('{id}', 'recording'), { token, body })
      expect(json.errors, name).toBeUndefined()
    }
  })

  test('C14 names both ways for administrators to say who they are', async () => {
    const { document } = await read()
    expect(document.components.securitySchemes).toMatchObject({
      adminToken: { type: 'http', scheme: 'bearer' },
      adminSession: { type: 'apiKey', in: 'cookie', name: '__Host-countersign-admin' },
    })
  })
})
