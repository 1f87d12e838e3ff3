import { type LogFields, silentLog } from 'countersign'
import type { CaptchaServiceName } from 'countersign/testing/fake-services'
import { describe, expect, test } from 'vitest'
import { captchas, createGuarded } from '../support/captcha.ts'

const kinds = Object.keys(captchas) as CaptchaServiceName[]

describe.each(kinds)('%s', (kind) => {
  test.each([
    '{"success":false}',
    '{"success":false,"error-codes":[]}',
    '{"success":false,"error-codes":null}',
  ])('E4 a refusal that gives no reason is about the token: 403 (%s)', async (body) => {
    const reasons: LogFields[string][] = []
    const info = ({ reason }: LogFields, message: string) => {
      if (message === 'a captcha was not passed') reasons.push(reason)
    }
    const under = await createGuarded(kind, { log: { ...silentLog, info } })
    under.fake.breakWith({ kind: 'answer', answer: { status: 200, body } })
    const refused = await under.ask(under.solve())
    expect(refused.status).toBe(403)
    expect(await refused.json()).toMatchObject({ code: 'captcha_failed' })
    expect(under.provider.messages).toEqual([])
    expect(reasons).toEqual(['no_reason'])
    under.fake.breakWith(undefined)
    expect((await under.ask(under.solve())).status).toBe(200)
  })
})
