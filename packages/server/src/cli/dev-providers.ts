import { once } from 'node:events'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import {
  type FakeMessage,
  type FakeServices,
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
    .action(async ({ write }: { readonly write?: boolean }) => {
      const fakes = await startFakeServices({ ports })
      try {
        if (write === true) writeFiles(fakes)
        process.stdout.write(introduction(fakes, write === true))
        await showMessages(fakes)
      } finally {
        await fakes.stop()
      }
    })

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
