import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import {
  type FakeMessage,
  type FakeServices,
  sharedSecretNames,
  startFakeServices,
} from 'countersign/testing/fake-services'
import { refusal } from '../config/refusal.ts'
import { fakeConfig } from './fake-config.ts'

const configName = 'countersign.config.json'
const secretsDir = join('data', 'secrets')
const lookEveryMs = 200

/** Fixed ports, so that a configuration that names them stays good. */
const ports = {
  ...{ arkesel: 4801, twilio: 4802, msg91: 4803, resend: 4804, smtp: 4805, webhook: 4806 },
  captcha: 4807,
}

const usualServer = 'http://localhost:3000'

interface Options {
  readonly write?: boolean
  readonly reportTo: string
}

/** `countersign dev-providers`. */
export const devProvidersCommand = (): Command =>
  new Command('dev-providers')
    .description(
      'Start local fakes of all providers and show each message that arrives. For development.',
    )
    .option(
      '--write',
      `write ${configName} and secret files that lead to the fakes; refused if there are any`,
    )
    .option(
      '--report-to <url>',
      'server that each message is reported to as delivered',
      usualServer,
    )
    .action(async ({ write, reportTo }: Options) => {
      if (!URL.canParse(reportTo)) throw refusal(['--report-to: must be a URL'])
      const server = reportTo.replace(/\/+$/, '')
      const fakes = await startFakeServices({ ports, secrets: writtenSecrets(), reportTo: server })
      try {
        if (write === true) writeFiles(fakes)
        process.stdout.write(introduction(fakes, write === true))
        await showMessages(fakes)
      } finally {
        await fakes.stop()
      }
    })

/** What an earlier `--write` gave to the server, which still has it. */
const writtenSecrets = () =>
  Object.fromEntries(
    sharedSecretNames
      .map((name) => [name, join(secretsDir, name)] as const)
      .filter(([, path]) => existsSync(path))
      .map(([name, path]) => [name, readFileSync(path, 'utf8').trim()]),
  )

const writeFiles = ({ urls, secrets }: FakeServices): void => {
  const files = Object.entries(secrets).map(
    ([name, secret]) => [join(secretsDir, name), secret] as const,
  )
  const all = [[configName, `${JSON.stringify(fakeConfig(urls), null, 2)}\n`] as const, ...files]
  const there = all.filter(([path]) => existsSync(path))
  if (there.length > 0)
    throw refusal(there.map(([path]) => `${path}: is there already; nothing was written`))
  mkdirSync(secretsDir, { recursive: true, mode: 0o700 })
  for (const [path, text] of all) writeFileSync(path, text, { mode: 0o600, flag: 'wx' })
}

const introduction = ({ urls }: FakeServices, isWritten: boolean): string => {
  const lines = Object.entries(urls).map(([name, url]) => `  ${name.padEnd(8)} ${url}`)
  const next = isWritten
    ? `Wrote ${configName} and the secret files. Start the server in another terminal.`
    : `Add --write for a ${configName} and secret files that lead here.`
  return `\nFakes of all providers, for development only:\n\n${lines.join('\n')}\n\n${next}\nMessages:\n\n`
}

/** Shows messages as they arrive, until the process is told to stop. */
const showMessages = async (fakes: FakeServices): Promise<void> => {
  const shown = new Set<FakeMessage>()
  const timer = setInterval(() => {
    for (const message of fakes.messages().filter((candidate) => !shown.has(candidate))) {
      shown.add(message)
      process.stdout.write(`${describe(message)}\n\n`)
    }
  }, lookEveryMs)
  await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
  clearInterval(timer)
}

const describe = ({ service, to, subject, text }: FakeMessage): string => {
  const indented = text.trimEnd().replace(/^(?=.)/gm, '  ')
  return `${service} to ${to}${subject === undefined ? '' : `: ${subject}`}\n${indented}`
}
