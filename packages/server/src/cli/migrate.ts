import { Command } from 'commander'
import { loadConfig } from '../config/config.ts'
import { migrateStore } from '../open-store.ts'

/** `countersign migrate`. */
export const migrateCommand = (): Command =>
  new Command('migrate')
    .description('Bring the database up to date. The server does the same when it starts.')
    .action(async ({ config: file }: { readonly config?: string }) => {
      const { storeUrl } = await loadConfig({ file, env: process.env })
      const applied = await migrateStore(storeUrl)
      const lines = applied.length === 0 ? ['up to date'] : applied.map((name) => `applied ${name}`)
      process.stdout.write(`${lines.join('\n')}\n`)
    })
