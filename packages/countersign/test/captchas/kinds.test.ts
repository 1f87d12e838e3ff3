import { type CaptchaKind, createSecret } from 'countersign'
import { hcaptcha } from 'countersign/captchas/hcaptcha'
import { recaptchaV3 } from 'countersign/captchas/recaptcha-v3'
import { turnstile } from 'countersign/captchas/turnstile'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'

const kinds: readonly CaptchaKind[] = [recaptchaV3, turnstile, hcaptcha]

describe.each(kinds)('$id', (kind) => {
  test('E4 every setting is described, has a default, and may be left out', () => {
    const { properties = {}, required = [] } = z.toJSONSchema(kind.settingsSchema, { io: 'input' })
    expect(required).toEqual([])
    for (const [name, node] of Object.entries(properties)) {
      expect(node, name).toHaveProperty('description')
      expect(node, name).toHaveProperty('default')
    }
    expect(kind.settingsSchema.safeParse({ colour: 'red' }).success).toBe(false)
  })

  test('E4 its published secrets are known', () => {
    expect(kind.testSecrets.length).toBeGreaterThan(0)
  })

  test('G1 a captcha that is printed shows no secret', () => {
    const secret = createSecret('marker-captcha-secret')
    const captcha = kind.create({ settings: {}, secret, hosts: [] })
    expect(JSON.stringify(captcha)).toBe(JSON.stringify({ id: kind.id }))
  })
})
