import type { Log } from 'countersign'
import type { Registry } from 'prom-client'
import type { Config } from '../config/config.ts'
import { cannotListen } from '../http/cannot-listen.ts'
import { type MetricsServer, serveMetrics } from './serve-metrics.ts'

/**
 * Starts to serve the metrics. In development several servers often run beside each other, so an
 * address that is taken means a warning and no metrics.
 *
 * @throws CountersignError `invalid_configuration` in production, where nobody would notice otherwise
 */
export const startMetrics = async (
  registry: Registry,
  {
    config: { metrics, isProduction },
    log,
  }: { readonly config: Pick<Config, 'metrics' | 'isProduction'>; readonly log: Log },
): Promise<MetricsServer | undefined> => {
  try {
    return await serveMetrics(registry, { ...metrics, log })
  } catch (error) {
    const refused = cannotListen({ ...metrics, settings }, error)
    if (isProduction) throw refused
    log.warn({}, `${refused.message}; there are none until then`)
    return undefined
  }
}

const settings = {
  section: 'metrics',
  host: 'metrics.host',
  port: 'metrics.port or METRICS_PORT',
}
