import { type Clock, isCountersignError } from 'countersign'
import { type ExaminedConfig, examineConfig } from '../config/examine.ts'
import { lookAtStore } from '../open-store.ts'
import { examineIntegrations } from './examine-integration.ts'
import type { Examined, SeenStore } from './examined.ts'

/** What is to be examined, and how. */
export interface ExamineOptions {
  /** Configuration file; the default names if left out. */
  readonly file?: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  /** Asks the providers about their accounts. Nothing leaves this machine otherwise, but for the store. */
  readonly isOnline: boolean
}

/** Gathers what checks and reports look at, without a running server and without changing anything. */
export const examine = async ({
  file,
  env,
  clock,
  isOnline,
}: ExamineOptions): Promise<Examined> => {
  const examined = await examineConfig({ file, env })
  const { config } = examined
  const { secretsDir, isProduction } = config
  const sources = { secretsDir, isProduction, env }
  const store = await see(examined)
  const stops = (store.kind === 'seen' && store.view.stops) || { switches: [], integrations: [] }
  const integrations = await examineIntegrations(config, { sources, stops, isOnline })
  return { ...examined, nowMs: clock.now(), sources, store, stops, integrations }
}

const see = async ({ config, leftOut }: ExaminedConfig): Promise<SeenStore> => {
  if (leftOut.includes('store'))
    return { kind: 'unseen', reason: 'store.url: cannot be read, so nobody knows which it is' }
  try {
    return { kind: 'seen', view: await lookAtStore(config.storeUrl) }
  } catch (error) {
    if (!isCountersignError(error, 'invalid_configuration')) throw error
    return { kind: 'unseen', reason: error.message }
  }
}
