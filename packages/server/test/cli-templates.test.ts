import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runCommand, writeConfig } from './support/command.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

interface Finding {
  readonly purpose: string
  readonly channel: string
  readonly locale: string
  readonly problem: string
}

const run = (words: string, config: object = {}) => {
  const folder = temporaryFolder()
  const file = writeConfig(folder, {
    brand: 'Acme',
    publicUrl: 'https://otp.acme.example',
    ...config,
  })
  const ended = runCommand(['templates', ...words.split(' '), '--config', file], { folder })
  return ended.then((said) => ({ ...said, folder }))
}

const findingsOf = async (words: string, config: object): Promise<readonly string[]> => {
  const { exitCode, stdout } = await run(`lint --json ${words}`.trim(), config)
  const findings: readonly Finding[] = JSON.parse(stdout).findings
  expect(exitCode).toBe(findings.length > 0 ? 1 : 0)
  return findings.map((one) => `${one.purpose} ${one.channel} ${one.locale}: ${one.problem}`)
}

describe('F5 F12 B10 countersign templates lint', () => {
  test('B10 finds nothing in what is built in, and says how much room is left', async () => {
    const { exitCode, stdout, stderr } = await run('lint')
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(stdout).toContain('sms en GSM-7, 1 segment; longest: step_up, 116 of 160\n')
    expect(stdout).toContain('sms hi UCS-2, 1 segment; longest: ')
    expect(stdout).toMatch(/\n91 texts, 0 findings\n$/)
  })

  test('B10 says of each text what it is encoded in, and what forces it', async () => {
    const { stdout } = await run('lint --json --purpose login --locale fr hi')
    const { texts } = JSON.parse(stdout)
    expect(texts).toMatchObject([
      { locale: 'fr', encoding: 'GSM-7', segments: 1, unitsOfOneSegment: 160, outsideGsm7: [] },
      { locale: 'hi', encoding: 'UCS-2', segments: 1, unitsOfOneSegment: 70 },
    ])
    expect(texts[1].outsideGsm7).toContain('को')
  })

  test('SP-13 reports every text that would stop the start, with exit code 1', async () => {
    const sms = { en: `{code} ${'x'.repeat(150)}`, fr: '{code} même ici' }
    const findings = await findingsOf('--locale en fr', { messages: { login: { sms } } })
    expect(findings).toEqual([
      'login sms en: needs 2 GSM-7 segments, and 1 is allowed',
      'login sms fr: has characters outside GSM-7, so that 70 fit into a segment: ê',
    ])
  })

  test('F12 reports the languages that a text of your own is not there in', async () => {
    const messages = { login: { sms: { en: '{code} is yours' } } }
    const findings = await findingsOf('--locale en es sw', { messages })
    expect(findings).toEqual(
      ['es', 'sw'].map(
        (tag) => `login sms ${tag}: has no text of your own, but there is one in en`,
      ),
    )
  })

  test('C6 reports texts that msg91 does not send, and what its template lacks', async () => {
    const templateId = '0'.repeat(24)
    const config = (msg91: object) => ({
      channels: { sms: ['msg91'] },
      integrations: { msg91: { templateId, ...msg91 } },
      messages: { login: { sms: { en: '{code} is good for {validity}' } } },
    })
    const words = '--purpose login --locale en'
    expect(await findingsOf(words, config({}))).toEqual([
      'login sms en: is not what msg91 sends: register it and name it in integrations.msg91.templates.login.en',
      'login sms en: says how long the code is good, and integrations.msg91.variables has no `minutes`',
    ])
    const templates = { login: { en: templateId } }
    const variables = { OTP: 'code', VALID: 'minutes' }
    expect(await findingsOf(words, config({ templates, variables }))).toEqual([])
    const ninety = { ...config({ templates, variables }), purposes: { login: { ttlSeconds: 90 } } }
    expect(await findingsOf(words, ninety)).toEqual([
      "login sms en: is good for 90 s, which the variable of msg91's template rounds to whole minutes",
    ])
  })

  test('C6 reports languages without a WhatsApp template', async () => {
    const config = {
      channels: { whatsapp: ['twilio'] },
      purposes: { order: { channels: ['whatsapp'] } },
      integrations: {
        twilio: {
          accountSid: `AC${'0'.repeat(32)}`,
          messagingServiceSid: `MG${'0'.repeat(32)}`,
          whatsappTemplates: { en: `HX${'0'.repeat(32)}` },
        },
      },
    }
    expect(await findingsOf('--locale en hi', config)).toEqual([
      "order whatsapp hi: has no template in integrations.twilio.whatsappTemplates; another language's is sent",
    ])
  })
})

describe('F12 countersign templates preview', () => {
  test('F12 prints a message as it goes out', async () => {
    const { exitCode, stdout } = await run('preview --purpose login --locale en')
    expect(exitCode).toBe(0)
    expect(stdout).toBe(
      [
        'login sms en, GSM-7 98, 1 segment',
        '  482913 is your Acme login code. It works for 5 minutes. Never share it.',
        '',
        '  @otp.acme.example #482913',
        '',
      ].join('\n'),
    )
  })

  test('F12 writes the HTML of each email to a folder', async () => {
    const { folder, stdout } = await run('preview --channel email --locale en ar --out seen/emails')
    const files = readdirSync(join(folder, 'seen/emails')).sort()
    expect(files).toEqual(
      ['email_quote', 'email_supplier', 'sign_in'].flatMap((name) => [
        `${name}.ar.html`,
        `${name}.ar.link.html`,
        `${name}.en.html`,
        `${name}.en.link.html`,
      ]),
    )
    expect(stdout).toContain('wrote seen/emails/sign_in.en.html')
    const html = readFileSync(join(folder, 'seen/emails/sign_in.ar.html'), 'utf8')
    expect(html).toContain('<html lang="ar" dir="rtl">')
  })

  test('F12 neither command makes keys or a database, and an unknown purpose is misuse', async () => {
    const { exitCode, stderr, folder } = await run('preview --purpose logni')
    expect([exitCode, stderr]).toEqual([
      2,
      'countersign: templates: no purpose and channel of the configuration are like that\n',
    ])
    expect(existsSync(join(folder, 'data'))).toBe(false)
  })
})
