import { createSecret, defaultPolicy, type Policies } from 'countersign'
import { describe, expect, test } from 'vitest'
import { stores } from '../../support/deployment.ts'
import { createInstances, type Instance, recipientOf } from '../../support/instances.ts'
import { newEmail, tokenIn } from '../../support/magic-link.ts'

const byEmail = { ...defaultPolicy, channels: ['email'] as const, limits: [] }
const policies: Policies = { quote: byEmail, supplier: byEmail }

const requester = { ip: '198.51.100.7', subject: undefined, isCaller: false, scope: 'public' }
const browser = createSecret('b'.repeat(22))

/** Has an instance send a link, and reads it. */
const sendLink = async ({ engine, provider }: Instance, email: string, purpose = 'quote') => {
  await engine.send({ purpose, recipient: recipientOf(email), requester, link: { browser } })
  const link = engine.readLink(
    createSecret(tokenIn(provider.messages.at(-1)?.link?.reveal() ?? '')),
  )
  if (link === undefined) throw new Error('there is no link')
  return link
}

describe.each(Object.entries(stores))('links in the engine, on %s', (_, store) => {
  const verify = ({ engine }: Instance, email: string, secret: string, more: object = {}) =>
    engine.verify({
      ...{ purpose: 'quote', recipient: recipientOf(email), requester },
      ...{ code: createSecret(secret), isLink: true, ...more },
    })

  test('C7 the secret of a link is good for its own purpose and address, and for no other', async () => {
    const { instances } = await createInstances({ store, policies })
    const [here] = instances
    const [mine, other] = [newEmail(), newEmail()]
    const quote = (await sendLink(here, mine)).secret.reveal()
    const supplier = (await sendLink(here, mine, 'supplier')).secret.reveal()
    await sendLink(here, other)
    const wrong = { kind: 'refused', reason: 'wrong' }
    expect(await verify(here, mine, supplier)).toEqual(wrong)
    expect(await verify(here, mine, quote, { purpose: 'supplier' })).toEqual(wrong)
    expect(await verify(here, other, quote)).toEqual(wrong)
    expect(await verify(here, mine, quote)).toMatchObject({ kind: 'verified' })
  })

  test('A6 A9 a code does not open as a link, nor a link as a code; what cannot be either is not compared', async () => {
    const { instances } = await createInstances({ store, policies })
    const [here] = instances
    const email = newEmail()
    const secret = (await sendLink(here, email)).secret.reveal()
    const malformed = { kind: 'refused', reason: 'malformed' }
    for (const typed of ['', here.lastCode(), secret.slice(1), `${secret}A`, `${secret}\n`])
      expect(await verify(here, email, typed)).toEqual(malformed)
    expect(await verify(here, email, secret, { isLink: false })).toEqual(malformed)
    expect(await verify(here, email, secret)).toMatchObject({ kind: 'verified' })
  })

  test('B6 K7 a link verifies after any key was changed, on whichever instance', async () => {
    const { instances, rotate } = await createInstances({ store, policies })
    const [here, there] = instances
    const email = newEmail()
    const { secret } = await sendLink(here, email)
    for (const use of ['code', 'recipient', 'token'] as const) rotate(use)
    expect(await verify(there, email, secret.reveal())).toMatchObject({ kind: 'verified' })
  })

  test('F6 C2 the log says that it was a link, beside what it came to', async () => {
    const { instances, store: opened } = await createInstances({ store, policies })
    const email = newEmail()
    const { secret } = await sendLink(instances[0], email)
    await verify(instances[0], email, secret.reveal())
    const events = await opened.audit.list({ rowsAtMost: 10 })
    const attempt = events.find(({ type }) => type === 'code.attempted')
    expect(attempt).toMatchObject({ outcome: 'verified' })
    expect(JSON.parse(attempt?.facts ?? '{}')).toMatchObject({ purpose: 'quote', by: 'link' })
  })
})
