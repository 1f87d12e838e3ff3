import { createAuditor, createSecret, type Secret, systemRandom } from 'countersign'
import { createSignInLink, signInLinkSeconds } from 'countersign/http'
import { createFakeClock } from 'countersign/testing'
import { expect, test } from 'vitest'
import { adminSecretHash, adminSecretHashes } from '../../../src/http/admin/read-admin.ts'
import { stores, testKeyRing } from '../../support/deployment.ts'

const admin = { name: 'ama', role: 'operator' } as const
const keyRing = testKeyRing
const auditor = createAuditor(keyRing, systemRandom)

const useLink = (token: string) => ({
  hashes: adminSecretHashes(keyRing, 'link', createSecret(token)),
  session: {
    hash: adminSecretHash(keyRing, 'session', createSecret(`cs_${token}`)),
    forMs: 60_000,
  },
  audit: auditor({ type: 'admin.signed_in', facts: { by: 'link' } }),
})

const tokenOf = (link: Secret) => new URL(link.reveal()).searchParams.get('token') ?? ''

test.each(Object.entries(stores))(
  'G1 D4 a sign-in link on %s signs its administrator in once, for ten minutes, and does not print',
  async (_name, open) => {
    const clock = createFakeClock()
    const store = await open(clock)
    const publicUrl = new URL('https://otp.acme.example')
    const make = () => createSignInLink({ store, keyRing, random: systemRandom, publicUrl, admin })

    const link = await make()
    expect(`${link}${JSON.stringify({ link })}`).not.toContain('cl_')
    expect(link.reveal()).toMatch(
      /^https:\/\/otp\.acme\.example\/admin\/sign-in\?token=cl_[\w-]{43}$/,
    )
    const token = tokenOf(link)
    expect(await store.admins.useLink(useLink(`${token}x`))).toBeUndefined()
    expect(await store.admins.useLink(useLink(token))).toEqual(admin)
    expect(await store.admins.useLink(useLink(token))).toBeUndefined()

    const late = tokenOf(await make())
    clock.advance(signInLinkSeconds * 1000)
    expect(await store.admins.useLink(useLink(late))).toBeUndefined()
  },
)
