import { once } from 'node:events'
import { Command } from 'commander'
import { startSweeper } from 'countersign/chores'
import { noteConfig } from '../audit/note-config.ts'
import { compose } from '../compose.ts'
import { type ConfigToServe, loadConfigToServe } from '../config/config-to-serve.ts'
import { endOnFault } from '../end-on-fault.ts'
import { followKeyRing } from '../follow-key-ring.ts'
import { listen } from '../http/listen.ts'
import { plainSecretWarnings } from '../integrations/create-integrations.ts'
import { integrationIds } from '../integrations/integration-ids.ts'
import { ignoredSettings } from '../integrations/row-settings.ts'
import { keepObjectsYoung } from '../keep-objects-young.ts'
import { createLog } from '../log.ts'
import { createMetrics } from '../metrics/create-metrics.ts'
import { registerHealth } from '../metrics/register-health.ts'
import { startMetrics } from '../metrics/start-metrics.ts'
import { openStoreForServer } from '../open-store.ts'
import { startSealer } from '../sealer.ts'
import { banner, baseUrl } from './banner.ts'
import { firstSignInLink } from './first-sign-in.ts'

/** How long running requests may take to finish once the server has been told to stop. */
const stopWithinMs = 10_000
/** What goes on after the answers gets that long at least, in which a store that works writes it down. */
const leastIdleMs = 1000

/** `countersign serve`. */
export const serveCommand = (): Command =>
  new Command('serve')
    .description('Start the server. It stops on SIGTERM or SIGINT, after the running requests.')
    .action(async ({ config: file }: { readonly config?: string }) => {
      await serve(await loadConfigToServe({ file, env: process.env }))
    })

/** Registers what is to be let go of at the end. What was registered last goes first. */
type AtEnd = (ending: () => Promise<void> | void) => void

/** Whatever goes wrong at the start: connections to a database and chores would keep a refused start going. */
const serve = async (toServe: ConfigToServe): Promise<void> => {
  keepObjectsYoung()
  const log = createLog()
  const endings: Parameters<AtEnd>[0][] = []
  try {
    await run(toServe, { log, atEnd: (ending) => endings.unshift(ending) })
  } finally {
    for (const ending of endings) await ending()
  }
  log.info({}, 'stopped')
  log.flush()
}

const run = async (
  { config, integrations, captcha }: ConfigToServe,
  { log, atEnd }: { readonly log: ReturnType<typeof createLog>; readonly atEnd: AtEnd },
): Promise<void> => {
  const followed = followKeyRing(config, { log })
  atEnd(followed.stop)
  const { keyRing } = followed
  endOnFault(log)
  const { registry, telemetry } = createMetrics(config)
  const metrics = await startMetrics(registry, { config, log })
  atEnd(async () => metrics?.stop())
  const store = await openStoreForServer(config.storeUrl)
  atEnd(() => store.close())
  await store.integrations.ensure(integrationIds(config))
  const ignored = (await store.integrations.list()).flatMap(ignoredSettings)
  await noteConfig(config, { store, keyRing })
  registerHealth(registry, { store, storeUrl: config.storeUrl })
  const stopped = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
  const sealer = startSealer(config, { store, keyRing, log, telemetry })
  atEnd(() => sealer.stop())
  const sweeper = startSweeper(store, log)
  atEnd(() => sweeper.stop())
  const given = { store, keyRing, log, telemetry, integrations, captcha }
  const { http, engine } = compose(config, given)
  const listening = await listen(http, config.listen)
  atEnd(async () => {
    const endsAtMs = performance.now() + stopWithinMs
    await listening.stop({ withinMs: stopWithinMs })
    await engine.idle(Math.max(leastIdleMs, endsAtMs - performance.now()))
  })

  for (const warning of [...plainSecretWarnings(process), ...ignored]) log.warn({}, warning)
  const ports = { port: listening.port, metricsPort: metrics?.port }
  if (config.isProduction) log.info(ports, 'listening')
  else {
    const publicUrl = new URL(baseUrl(listening.port))
    const signInLink = await firstSignInLink({ store, keyRing }, publicUrl)
    process.stdout.write(banner(config, { ...ports, signInLink }))
  }

  await stopped
  log.info({}, 'stopping')
}
