import { once } from 'node:events'
import { Command } from 'commander'
import { startSweeper } from 'countersign/chores'
import { noteConfig } from '../audit/note-config.ts'
import { createCaptcha } from '../captcha/create-captcha.ts'
import { compose } from '../compose.ts'
import type { Config } from '../config/config.ts'
import { loadConfigToServe } from '../config/config-to-serve.ts'
import { endOnFault } from '../end-on-fault.ts'
import { followKeyRing } from '../follow-key-ring.ts'
import { listen } from '../http/listen.ts'
import { createIntegrations, plainSecretWarnings } from '../integrations/create-integrations.ts'
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
      const config = await loadConfigToServe({ file, env: process.env })
      await serve(config)
    })

const serve = async (config: Config): Promise<void> => {
  keepObjectsYoung()
  const log = createLog()
  const followed = followKeyRing(config, { log })
  const { keyRing } = followed
  const { secretsDir, isProduction } = config
  const { env } = process
  const sources = { secretsDir, isProduction, env }
  const integrations = createIntegrations(config, sources)
  const captcha = createCaptcha(config, sources)
  endOnFault(log)
  const { registry, telemetry } = createMetrics(config)
  const metrics = await startMetrics(registry, { config, log })
  const store = await openStoreForServer(config.storeUrl)
  await store.integrations.ensure(integrationIds(config))
  await noteConfig(config, { store, keyRing })
  registerHealth(registry, { store, storeUrl: config.storeUrl })
  const stopped = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
  const sweeper = startSweeper(store, log)
  const sealer = startSealer(config, { store, keyRing, log, telemetry })
  const given = { store, keyRing, log, telemetry, integrations, captcha }
  const { http, engine } = compose(config, given)
  const letGo = async () => {
    followed.stop()
    await sweeper.stop()
    await sealer.stop()
    await store.close()
    await metrics?.stop()
  }
  // Connections to a database would keep a refused start, and its chores, going.
  const listening = await listen(http, config.listen).catch(async (error: unknown) => {
    await letGo()
    throw error
  })

  const ignored = (await store.integrations.list()).flatMap(ignoredSettings)
  for (const warning of [...plainSecretWarnings({ env }), ...ignored]) log.warn({}, warning)
  const ports = { port: listening.port, metricsPort: metrics?.port }
  if (config.isProduction) log.info(ports, 'listening')
  else {
    const publicUrl = new URL(baseUrl(listening.port))
    const signInLink = await firstSignInLink({ store, keyRing }, publicUrl)
    process.stdout.write(banner(config, { ...ports, signInLink }))
  }

  await stopped
  log.info({}, 'stopping')
  const endsAtMs = performance.now() + stopWithinMs
  await listening.stop({ withinMs: stopWithinMs })
  await engine.idle(Math.max(leastIdleMs, endsAtMs - performance.now()))
  await letGo()
  log.info({}, 'stopped')
  log.flush()
}
