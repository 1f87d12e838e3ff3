import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { loadConfig } from '@countersign/server'
import { defaultPolicy } from 'countersign'
import { expect, test } from 'vitest'
import { readConfigFile } from '../../packages/server/src/config/read-file.ts'
import { configObjects } from '../../scripts/docs/config-schema.ts'
import { inRepository } from '../../scripts/docs/repository.ts'
import { plainEnvironment } from './support/server.ts'
import { createSession } from './support/session.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const sample = readFileSync(inRepository('countersign.config.sample.ts'), 'utf8')
const purpose = 'confirm_order'

/** A commented line of code, in contrast to a sentence. */
const commentedCode = /^( *)\/\/ ( *(?:\w+: .*[,{]|\},|\/\/ .*))$/

const uncommented = sample
  .split('\n')
  .map((line) => line.replace(commentedCode, '$1$2'))
  .join('\n')

const written = (text: string) => {
  const cache = inRepository('node_modules/.cache')
  mkdirSync(cache, { recursive: true })
  const file = join(temporaryFolder(cache), 'countersign.config.mts')
  writeFileSync(file, text)
  return file
}

const empty = 'export default {}\n'

/** What holds without a setting, whatever file the developer keeps in this folder. */
const defaults = () => loadConfig({ file: written(empty), env: {} })

const valueAt = (value: unknown, keys: readonly string[]): unknown =>
  keys.reduce<unknown>(
    (inner, key) => (inner as Readonly<Record<string, unknown>> | undefined)?.[key],
    value,
  )

test('C4 the sample configuration as it stands changes nothing', async () => {
  const file = written(sample)
  await expect(loadConfig({ file, env: {} })).resolves.toEqual(await defaults())
})

test('C4 the sample configuration, uncommented, is good and has the default of every setting', async () => {
  const file = written(uncommented)
  const { policies, ...config } = await loadConfig({ file, env: {} })
  const { policies: defaultPolicies, ...defaultConfig } = await defaults()
  expect(config).toEqual(defaultConfig)
  expect(policies).toEqual({ ...defaultPolicies, [purpose]: defaultPolicy })
})

test('C4 the sample configuration names every key there is, and none that is not', async () => {
  const file = await readConfigFile(written(uncommented))
  for (const { path, keys } of configObjects()) {
    const steps = path.replace('NAME', purpose).replace('[]', '.0').split('.')
    const object = valueAt(file, path === '' ? [] : steps)
    const known = Object.keys(keys)
    expect(known, path).toEqual(expect.arrayContaining(Object.keys(object ?? {})))
    for (const key of known) expect(sample, `${path} ${key}`).toMatch(new RegExp(`\\b${key}: `))
  }
})

test('C4 every line of the sample configuration that sets something says before what it does', () => {
  const lines = sample.split('\n').map((line) => line.trim())
  const settings = lines.filter(
    (line) => /^\/\/ +(?!\/\/)\w+: .*[^{]$/.test(line) && line.endsWith(','),
  )
  expect(settings.length).toBeGreaterThan(10)
  for (const setting of settings)
    expect(lines[lines.indexOf(setting) - 1], setting).toMatch(/^\/\/ .*\.$/)
})

test('C4 .env.example holds every variable, with its default', async () => {
  const text = readFileSync(inRepository('.env.example'), 'utf8')
  const env = parseEnv(text)
  const variables = ['NODE_ENV', 'PORT', 'HOST', 'METRICS_PORT', 'PUBLIC_URL', 'STORE_URL']
  expect(Object.keys(env).sort()).toEqual(variables.sort())
  await expect(loadConfig({ file: written(empty), env })).resolves.toEqual(await defaults())
})

test('C4 .env.example is loaded by the shell line that stands in it', async () => {
  const text = readFileSync(inRepository('.env.example'), 'utf8')
  expect(text).toContain('set -a; . ./.env; set +a; npm start')
  const session = createSession()
  const file = inRepository('.env.example')
  const said = await session.run(`set -a; . ${file}; set +a; printf %s "$STORE_URL $PORT"`)
  expect(said.stdout).toBe('sqlite:./data/countersign.db 3000')
  expect(plainEnvironment()).not.toHaveProperty('STORE_URL')
})
