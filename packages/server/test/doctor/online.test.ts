import { type FakeServices, jsonAnswer, startFakeServices } from 'countersign/testing/fake-services'
import { describe, expect, onTestFinished, test } from 'vitest'
import { fakeConfig } from '../../src/cli/fake-config.ts'
import { createPatient, markedSecrets, saysOf, shownOf } from '../support/doctor.ts'

const setUp = async () => {
  const fakes = await startFakeServices()
  onTestFinished(() => fakes.stop())
  const { channels, integrations } = fakeConfig(fakes.urls)
  const config = { channels, integrations }
  const report = async (isOnline: boolean) => (await createPatient()).report({ config, isOnline })
  return { fakes, report }
}

const requestsOf = ({ services: { arkesel, twilio, resend } }: FakeServices) =>
  [arkesel, twilio, resend].map(({ requests }) => requests.map(({ path }) => path))

describe('A1 doctor', () => {
  test('calls no provider unless it is told to', async () => {
    const { fakes, report } = await setUp()
    await report(false)
    expect(requestsOf(fakes)).toEqual([[], [], []])
  })

  test('--online asks each provider once about the account, at its configured address, and sends nothing', async () => {
    const { fakes, report } = await setUp()
    const { providers, ...rest } = await report(true)
    expect(requestsOf(fakes)).toEqual([
      ['/api/v2/clients/balance-details'],
      [`/2010-04-01/Accounts/AC${'0'.repeat(32)}/Balance.json`],
      ['/domains'],
    ])
    expect(fakes.messages()).toEqual([])
    expect(providers.map(({ account }) => account)).toEqual([
      { kind: 'ok', balance: '2003 SMS, 20.99 GHS' },
      { kind: 'ok', balance: '12.34 USD' },
      { kind: 'ok' },
      undefined,
    ])
    expect(saysOf({ providers, ...rest }, 'ok')).toContain(
      'arkesel: the account is good, balance 2003 SMS, 20.99 GHS',
    )
  })

  test('--online calls a wrong key and an empty account a danger, and a provider that is down a warning', async () => {
    const { fakes, report } = await setUp()
    fakes.services.arkesel.answerWith('no_balance')
    fakes.services.twilio.refuseWith(20003)
    await fakes.services.resend.stop()
    const found = await report(true)
    expect(saysOf(found, 'danger')).toEqual(
      expect.arrayContaining([
        'arkesel: asked about the account: funds, http 402',
        'twilio: asked about the account: config, 20003',
      ]),
    )
    expect(saysOf(found, 'warning')).toContain(
      'resend: asked about the account: transient, refused',
    )
  })

  test('G1 G4 --online shows nothing that a provider wrote, and no secret', async () => {
    const { fakes, report } = await setUp()
    const said = Object.values(markedSecrets).join(' ')
    const answer = jsonAnswer(500, { status: said, message: said, name: said, code: said })
    for (const { breakWith } of [
      fakes.services.arkesel,
      fakes.services.twilio,
      fakes.services.resend,
    ])
      breakWith({ kind: 'answer', answer })
    expect(shownOf(await report(true))).not.toContain('marker')
  })
})
