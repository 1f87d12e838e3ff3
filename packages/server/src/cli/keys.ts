import { Command } from 'commander'
import { loadConfig } from '../config/config.ts'
import { initKeyRing } from '../config/key-ring-file.ts'

/** `countersign keys`. */
export const keysCommand = (): Command =>
  new Command('keys')
    .description('The keys that codes, recipients and tokens are hashed with.')
    .addCommand(
      new Command('init')
        .description('Make keyring.json in secretsDir. Refused if there is one.')
        .action(async ({ config: file }: { readonly config?: string }) => {
          const { secretsDir } = await loadConfig({ file, env: process.env })
          process.stdout.write(`made ${initKeyRing(secretsDir)}\n`)
        }),
    )
