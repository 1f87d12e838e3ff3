import { once } from 'node:events'
import { Command } from 'commander'
import { createReplaceableKeyRing } from 'countersign'
import { pino } from 'pino'
import { compose } from '../compose.ts'
import { type Config, loadConfig } from '../config/config.ts'
import { readKeyRing, readOrInitKeyRing } from '../config/key-ring-file.ts'
import { followKeyRing } from '../follow-key-ring.ts'
import { listen } from '../http/listen.ts'
import { createProviders, plainSecretWarnings } from '../integrations/create-providers.ts'
import { openStore } from '../open-store.ts'
import { startSweeper } from '../sweeper.ts'
import { banner } from './banner.ts'

/** How long running requests may take to finish once the server has been told to stop. */
const stopWithinMs = 10_000

/** `countersign serve`. */
export const serveCommand = (): Command =>
  new Command('serve')
    .description('Start the server. It stops on SIGTERM or SIGINT, after the running requests.')
    .action(async ({ config: file }: { readonly config?: string }) => {
      const config = await loadConfig({ file, env: process.env })
      await serve(config)
    })

const serve = async (config: Config): Promise<void> => {
  const keyRing = createReplaceableKeyRing(
    (config.isProduction ? readKeyRing : readOrInitKeyRing)(config.secretsDir),
  )
  const { secretsDir, isProduction } = config
  const { env } = process
  const providers = createProviders(config, { secretsDir, isProduction, env })
  const store = await openStore(config.storeUrl)
  const log = pino({ name: 'countersign' }, pino.destination({ dest: 1, sync: false }))
  const stopped = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
  const sweeper = startSweeper(store, log)
  const follower = followKeyRing(keyRing, { secretsDir, log })
  const listening = await listen(compose(config, { store, keyRing, log, providers }), config.listen)

  for (const warning of [...config.warnings, ...plainSecretWarnings({ env })]) log.warn({}, warning)
  if (config.isProduction) log.info({ port: listening.port }, 'listening')
  else process.stdout.write(banner(config, listening.port))

  await stopped
  log.info({}, 'stopping')
  await listening.stop({ withinMs: stopWithinMs })
  follower.stop()
  await sweeper.stop()
  await store.close()
  log.info({}, 'stopped')
  log.flush()
}
