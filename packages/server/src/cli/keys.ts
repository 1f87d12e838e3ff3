import { Argument, Command, InvalidArgumentError, Option } from 'commander'
import { type KeyUse, keyUses } from 'countersign'
import { type FileKey, initKeyRing, readKeyRingToMend } from 'countersign/keys'
import { loadConfig } from '../config/config.ts'
import { listKeys, retireKey, rotateKey } from '../config/rotate-keys.ts'
import { cliActor, type StoreWork, withFirstStore } from './with-store.ts'

interface Options {
  readonly config?: string
}

/** `countersign keys`. */
export const keysCommand = (): Command =>
  new Command('keys')
    .description(
      'The keys that codes, recipients, tokens, audit events and contacts are kept under.',
    )
    .addCommand(
      new Command('init')
        .description('Make keyring.json in secretsDir. Refused if there is one.')
        .action(async (options: Options) => {
          const { secretsDir } = await configOf(options)
          process.stdout.write(`made ${initKeyRing(secretsDir)}\n`)
        }),
    )
    .addCommand(
      new Command('list')
        .description('List the keys: id, use, state, and since when it is used. No secrets.')
        .option('--json', 'print JSON')
        .action(list),
    )
    .addCommand(
      new Command('rotate')
        .description('Put a new key into the ring. What was made with the old one stays good.')
        .addArgument(new Argument('<use>', 'which key').choices([...keyUses]))
        .addOption(
          new Option('--in <seconds>', 'when it becomes current: every instance must have read it')
            .argParser(seconds)
            .default(60),
        )
        .action(rotate),
    )
    .addCommand(
      new Command('retire')
        .description('Take an old key out of the ring. What was made with it is refused.')
        .argument('<id>', 'id of the key')
        .option('--force', 'also if something that is still good may have been made with it')
        .action(retire),
    )

const configOf = ({ config: file }: Options) => loadConfig({ file, env: process.env })

const seconds = (text: string): number => {
  if (!/^\d{1,5}$/.test(text)) throw new InvalidArgumentError('must be a whole number of seconds')
  return Number(text)
}

const list = async (options: Options & { readonly json?: boolean }): Promise<void> => {
  const { secretsDir } = await configOf(options)
  const keys = listKeys(secretsDir, Date.now())
  const lines = keys.map(({ id, use, state, activeAt }) => [id, use, state, activeAt].join('\t'))
  process.stdout.write(`${options.json ? JSON.stringify(keys, null, 2) : lines.join('\n')}\n`)
}

const rotate = (use: KeyUse, options: Options & { readonly in: number }): Promise<void> => {
  const work: StoreWork = async ({ config: { secretsDir }, store, auditor }) => {
    const record = async ({ id, activeAt }: FileKey) => {
      const facts = { use, key: id, active_at: activeAt }
      const draft = auditor({ type: 'key.rotated', actor: cliActor, facts })
      await store.audit.append({ draft, outcome: 'rotated' })
    }
    const change = { secretsDir, nowMs: Date.now(), record }
    const { id, activeAt } = await rotateKey(change, { use, leadSeconds: options.in })
    return `${id}\tcurrent from ${activeAt}`
  }
  return withFirstStore(options, work, readKeyRingToMend)
}

const retire = (id: string, options: Options & { readonly force?: boolean }): Promise<void> => {
  const work: StoreWork = async ({ config: { secretsDir }, store, auditor }) => {
    const isForced = options.force === true
    const record = async ({ use }: FileKey) => {
      const facts = { use, key: id, forced: isForced }
      const draft = auditor({ type: 'key.retired', actor: cliActor, facts })
      await store.audit.append({ draft, outcome: 'retired' })
    }
    await retireKey({ secretsDir, nowMs: Date.now(), record }, { id, isForced })
    return `retired ${id}`
  }
  return withFirstStore(options, work, readKeyRingToMend)
}
