import { createHash } from 'node:crypto'
import { createFetchGates } from 'countersign/fetch'
import { describe, expect, test } from 'vitest'
import { newPhone } from '../support/deployment.ts'
import { createProving } from './support/proving.ts'

const digestOf = (amount: string, encoding: 'hex' | 'base64url') =>
  createHash('sha256').update(amount).digest(encoding)

/** A gate for money, bound to the amount in the path. */
const createMoney = async () => {
  const proving = await createProving()
  const { requireProof } = createFetchGates(proving.countersign)
  const subject = () => 'ama'
  const action = ({ url }: Request) => {
    const amount = new URL(url).searchParams.get('amount')
    return amount === null
      ? undefined
      : { name: 'transfer', parametersDigest: digestOf(amount, 'hex') }
  }
  const gate = requireProof('step_up', { subject, action })
  const send = async (query: string, token: string) => {
    const headers = { 'x-step-up-token': token }
    const request = new Request(`https://app.acme.example/transfer${query}`, { headers })
    return (await gate(() => new Response('moved'))(request)).status
  }
  const about = { purpose: 'step_up', phone: newPhone(), subject: 'ama' }
  return { ...proving, about, send }
}

describe('a gate for one action', () => {
  test.each(['hex', 'base64url'] as const)(
    'D5 takes a digest in %s that was stated when the code was verified, for that amount only',
    async (encoding) => {
      const { prove, about, send } = await createMoney()
      const action = { name: 'transfer', parametersDigest: digestOf('100', encoding) }
      const token = await prove({ ...about, action })
      expect(await send('?amount=999', token)).toBe(403)
      expect(await send('?amount=100', token)).toBe(200)
    },
  )

  test('D5 is shut where nothing says which action it is, also to a proof for none', async () => {
    const { prove, about, send } = await createMoney()
    expect(await send('', await prove(about))).toBe(403)
  })
})
