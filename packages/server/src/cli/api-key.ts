import { randomBytes } from 'node:crypto'
import { Command } from 'commander'
import { createAuditor, createSecret, type KeyRing, systemRandom } from 'countersign'
import { apiKeyHash, isPlainText, plainTextMessage } from 'countersign/http'
import { refusal } from '../config/refusal.ts'
import { printedRow } from './printed-row.ts'
import {
  type ConfigOption,
  type OpenedStore,
  withExistingStore,
  withFirstStore,
} from './with-store.ts'

/** `countersign api-key`. */
export const apiKeyCommand = (): Command =>
  new Command('api-key')
    .description('Keys of servers that ask for codes on behalf of their users.')
    .addCommand(
      new Command('create')
        .argument('<name>', 'what to call the key, for example "shop backend"')
        .description('Make a key and print it, this once: only its hash is kept.')
        .action((name: string, options: ConfigOption) => withFirstStore(options, create(name))),
    )
    .addCommand(
      new Command('list')
        .description('List the keys by name.')
        .action((options: ConfigOption) => withExistingStore(options, list)),
    )
    .addCommand(
      new Command('revoke')
        .argument('<name>', 'name of the key')
        .description('Revoke a key. It stops working with the next request.')
        .action((name: string, options: ConfigOption) => withExistingStore(options, revoke(name))),
    )

/** It is read in lists and in the audit log. */
const checkName = (name: string): void => {
  if (!isPlainText(name)) throw refusal([`api-key: a name ${plainTextMessage}`])
}

/** The event of a change that somebody made here. */
const auditOf = (keyRing: KeyRing, type: 'api_key.created' | 'api_key.revoked', name: string) =>
  createAuditor(keyRing, systemRandom)({ type, actor: 'cli', facts: { name } })

const create = (name: string) => {
  checkName(name)
  return async ({ store, keyRing }: OpenedStore): Promise<string> => {
    const key = `ck_${randomBytes(32).toString('base64url')}`
    const hash = apiKeyHash(keyRing, createSecret(key))
    const audit = auditOf(keyRing, 'api_key.created', name)
    if (!(await store.apiKeys.create({ name, hash, audit })))
      throw refusal([`api-key: there is a key called "${name}" already`])
    return key
  }
}

const list = async ({ store }: OpenedStore): Promise<string> => {
  const keys = await store.apiKeys.list()
  if (keys.length === 0) return 'no keys'
  return keys
    .map(({ name, createdAtMs, revokedAtMs }) => {
      const created = new Date(createdAtMs).toISOString()
      const state = revokedAtMs === null ? 'good' : `revoked ${new Date(revokedAtMs).toISOString()}`
      return printedRow([name, created, state])
    })
    .join('\n')
}

const revoke =
  (name: string) =>
  async ({ store, keyRing }: OpenedStore): Promise<string> => {
    const audit = auditOf(keyRing, 'api_key.revoked', name)
    if (!(await store.apiKeys.revoke({ name, audit })))
      throw refusal([`api-key: there is no key called "${name}" to revoke`])
    return `revoked ${name}`
  }
