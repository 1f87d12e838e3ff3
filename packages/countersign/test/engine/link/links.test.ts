import { randomBytes } from 'node:crypto'
import {
  builtInPurposes,
  createKeyRing,
  createSecret,
  type KeyMaterial,
  keyUses,
} from 'countersign'
import { describe, expect, test } from 'vitest'
import { codeCandidates, linkCandidates } from '../../../src/engine/digest.ts'
import { createLinks } from '../../../src/engine/link/links.ts'
import { systemRandom } from '../../../src/ports/random.ts'
import { recipientOf } from '../../support/instances.ts'

const newKeys = (name: string): readonly KeyMaterial[] =>
  keyUses.map((use) => ({ id: `${use}-${name}`, use, bytes: randomBytes(32) }))

const [first, second] = [newKeys('1'), newKeys('2')]
const target = 'https://app.acme.example/signed-in'
const browser = createSecret('b'.repeat(22))

const create = ({
  keys = first,
  publicUrl = 'https://otp.acme.example',
  redirects = [target],
  policies = builtInPurposes,
} = {}) =>
  createLinks(
    {
      ...{ keyRing: createKeyRing(keys), random: systemRandom, policies },
      sender: { brand: 'Acme', host: 'otp.acme.example' },
    },
    { publicUrl: new URL(publicUrl), redirects },
  )

const about = {
  ...{ purpose: 'sign_in', recipient: recipientOf('Ama.Mensah@example.com'), locale: 'fr-CA' },
  link: { browser, redirectTo: target },
}

const tokenOf = (url: string) => createSecret(new URL(url).searchParams.get('token') ?? '')

describe('C4 the token of a link', () => {
  test('C4 brings everything along, and shows nothing of it', () => {
    const { url, secret } = create().create(about)
    const token = tokenOf(url.reveal())
    expect(token.reveal()).toMatch(/^cl_[A-Za-z0-9_-]+$/)
    expect(url.reveal().length).toBeLessThan(400)
    const bytes = Buffer.from(token.reveal().slice(3), 'base64url').toString('latin1')
    for (const hidden of ['sign_in', 'Ama', 'example', secret.reveal(), browser.reveal()])
      expect(bytes).not.toContain(hidden)

    const link = create().read(token)
    expect(link).toMatchObject({ purpose: 'sign_in', redirectTo: target, locale: 'fr' })
    expect(link?.recipient.address.reveal()).toBe('Ama.Mensah@example.com')
    expect(link?.secret.reveal()).toBe(secret.reveal())
    expect(link?.title()).toBe('Se connecter à Acme')
    expect([link?.isFrom(browser), link?.isFrom(createSecret('c'.repeat(22)))]).toEqual([
      true,
      false,
    ])
  })

  test('C4 has 256 bits of its own, never twice the same', () => {
    const secrets = Array.from({ length: 200 }, () => create().create(about).secret.reveal())
    expect(new Set(secrets).size).toBe(200)
    for (const secret of secrets) expect(Buffer.from(secret, 'base64url')).toHaveLength(32)
  })

  test('C4 with one character changed, wherever it is, it is no token', () => {
    const links = create()
    const token = tokenOf(links.create(about).url.reveal()).reveal()
    for (let n = 3; n < token.length - 1; n++) {
      const other = token[n] === 'A' ? 'B' : 'A'
      const changed = token.slice(0, n) + other + token.slice(n + 1)
      expect(links.read(createSecret(changed)), `character ${n}`).toBeUndefined()
    }
  })

  test.each([
    '',
    'cl_',
    'cl_x',
    `cl_${'A'.repeat(200)}`,
    `cl_${'A'.repeat(9000)}`,
    `cs_${'A'.repeat(200)}`,
  ])('C4 %j is no token', (typed) => {
    expect(create().read(createSecret(typed))).toBeUndefined()
  })

  test('B6 C4 opens with every key of the ring, and no longer once its key is retired', () => {
    const token = tokenOf(create().create(about).url.reveal())
    expect(create({ keys: [...second, ...first] }).read(token)).toBeDefined()
    expect(create({ keys: second }).read(token)).toBeUndefined()
  })

  test('C7 is no token any more once its purpose is gone', () => {
    const token = tokenOf(create().create(about).url.reveal())
    const { sign_in: _, ...policies } = builtInPurposes
    expect(create({ policies }).read(token)).toBeUndefined()
  })

  test('C5 is no token any more once nobody may be sent to where it leads', () => {
    const token = tokenOf(create().create(about).url.reveal())
    expect(create({ redirects: [] }).read(token)).toBeUndefined()
    expect(create({ redirects: ['https://app.acme.example/other'] }).read(token)).toBeUndefined()
  })
})

test.each([
  ['https://otp.acme.example', 'https://otp.acme.example/magic-link?'],
  ['https://otp.acme.example:8443/', 'https://otp.acme.example:8443/magic-link?'],
  ['https://acme.example/otp', 'https://acme.example/otp/magic-link?'],
  ['https://acme.example/otp//?x=1#y', 'https://acme.example/otp/magic-link?'],
])('C3 under %s every link begins with %s', (publicUrl, start) => {
  expect(create({ publicUrl }).create(about).url.reveal().startsWith(start)).toBe(true)
})

test('C5 a redirect that is not allowed is refused before anything is made', () => {
  const link = { browser, redirectTo: 'https://evil.example/' }
  expect(() => create().create({ ...about, link })).toThrowError(
    expect.objectContaining({ code: 'invalid_request', cause: { path: 'redirect_to' } }),
  )
})

test('C1 a link goes by email only', () => {
  const recipient = recipientOf('+233244123456')
  expect(() => create().create({ ...about, recipient })).toThrowError('links go by email only')
})

test('C7 G2 one secret gives another value for each purpose and address, and none that a code could have', () => {
  const keyRing = createKeyRing(first)
  const secret = createSecret('12345678')
  const owners = ['quote', 'supplier'].flatMap((purpose) =>
    ['ama@example.com', 'adwoa@example.com'].map((email) => ({
      ...{ purpose, recipient: recipientOf(email) },
    })),
  )
  const values = owners.flatMap((owner) =>
    [...linkCandidates(keyRing, owner, secret), ...codeCandidates(keyRing, owner, secret)].map(
      ({ mac }) => Buffer.from(mac).toString('hex'),
    ),
  )
  expect(new Set(values).size).toBe(8)
})

test('C6 no link changes whose account it is: pressed by a victim it would make it that of the sender', () => {
  const { sign_in: signIn } = builtInPurposes
  if (signIn === undefined) throw new Error('sign_in is not there')
  const policies = { ...builtInPurposes, sign_in: { ...signIn, grants: 'contact' as const } }
  expect(() => create({ policies }).create(about)).toThrow('this purpose goes by code only')
  const token = tokenOf(create().create(about).url.reveal())
  expect(create({ policies }).read(token)).toBeUndefined()
})
