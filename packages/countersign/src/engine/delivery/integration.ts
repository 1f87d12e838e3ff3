import {
  BrokenCircuitError,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  DelegateBackoff,
  ExponentialBackoff,
  handleWhenResult,
  type IBackoff,
  retry,
} from 'cockatiel'
import type { DeliveryOutcome, OutgoingMessage, Provider } from '../../ports/provider.ts'
import type { BreakerState, Telemetry } from '../../ports/telemetry.ts'
import { observeCall } from '../../telemetry/observe-call.ts'
import { handOver } from './hand-over.ts'
import { outcomeRules } from './outcome-rules.ts'
import { createReconfigured, type Reconfigure } from './reconfigured.ts'

/** How patient a delivery is with one integration. */
export interface Patience {
  /** Hand-overs after the first one. */
  readonly retriesAtMost: number
  /** Pause before the first retry, in milliseconds; it doubles, with jitter. */
  readonly firstPauseMs: number
  /** Faults in a row after which the integration is left alone. */
  readonly faultsAtMost: number
  /** How long it is left alone before one message tries it again, in milliseconds. */
  readonly restMs: number
}

/** What deployments get. */
export const defaultPatience: Patience = {
  retriesAtMost: 2,
  firstPauseMs: 250,
  faultsAtMost: 5,
  restMs: 15_000,
}

/** What a hand-over needs beside the message. */
export interface HandOverOptions {
  readonly deadline: AbortSignal
  /** Puts one more call on record. If that cannot be done, the call must not be made. */
  mayCallAgain(): Promise<boolean>
  /** Settings of the integration's row: JSON text. */
  readonly settings: string
}

/** One integration of a channel, with its memory of faults. */
export interface Integration {
  readonly id: string
  send(message: OutgoingMessage, options: HandOverOptions): Promise<DeliveryOutcome>
}

/** A provider that wants a longer pause than this is not waited for: another may be quicker. */
const longestPauseMs = 2000

/** One of the calls of a hand-over. */
interface Tried {
  readonly outcome: DeliveryOutcome
  /** No further call may be made. */
  readonly isLast?: true
}

const isRetriedBy =
  ({ isIdempotent = false }: Provider) =>
  (result: unknown): boolean => {
    const { outcome, isLast } = result as Tried
    if (isLast === true) return false
    if (outcome.kind === 'unknown') return isIdempotent
    const askedMs = 'retryAfterMs' in outcome ? (outcome.retryAfterMs ?? 0) : 0
    return outcomeRules[outcome.kind].isRetried && askedMs <= longestPauseMs
  }

const isFault = (outcome: unknown) => outcomeRules[(outcome as DeliveryOutcome).kind].isFault

/** What is known after one more call: a message that may have been sent once stays one that may. */
const knownAfter = (
  earlier: DeliveryOutcome | undefined,
  latest: DeliveryOutcome,
): DeliveryOutcome => (earlier?.kind === 'unknown' && latest.kind !== 'accepted' ? earlier : latest)
const breakerStates: Readonly<Record<CircuitState, BreakerState>> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.HalfOpen]: 'half_open',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
}

/** Puts retry and circuit breaker around a provider. Share one for all messages of a process. */
export const createIntegration = (
  provider: Provider,
  {
    patience,
    telemetry,
    reconfigure,
  }: {
    readonly patience: Patience
    readonly telemetry: Telemetry
    readonly reconfigure?: Reconfigure | undefined
  },
): Integration => {
  const { id: integration } = provider
  const breaker = circuitBreaker(handleWhenResult(isFault), {
    breaker: new ConsecutiveBreaker(patience.faultsAtMost),
    halfOpenAfter: patience.restMs,
  })
  const isRetried = isRetriedBy(provider)
  const retries = retry(handleWhenResult(isRetried), {
    maxAttempts: patience.retriesAtMost,
    backoff: pauses(patience.firstPauseMs),
  })

  const withSettings = createReconfigured(provider, reconfigure)
  const tellState = (state: CircuitState) =>
    telemetry.record({ kind: 'breaker_moved', integration, state: breakerStates[state] })
  breaker.onStateChange(tellState)
  tellState(breaker.state)

  return {
    id: integration,
    send: async (message, { deadline, mayCallAgain, settings }) => {
      const { channel } = message
      const handed = () => handOver(withSettings(settings), message, deadline)
      const observed = () => observeCall(telemetry, { integration, channel }, handed)
      let known: DeliveryOutcome | undefined
      const callAgain = async (): Promise<Tried> => {
        if (known !== undefined && (deadline.aborted || !(await mayCallAgain())))
          return { outcome: known, isLast: true }
        const outcome = await breaker.execute(observed)
        known = knownAfter(known, outcome)
        return { outcome }
      }
      try {
        known = await breaker.execute(observed)
        const first: Tried = { outcome: known }
        // Most are accepted at once and need no machinery for more.
        if (!isRetried(first)) return known
        const next = ({ attempt }: { readonly attempt: number }) =>
          attempt === 0 ? first : callAgain()
        const { outcome } = await retries.execute(next, deadline)
        return known ?? outcome
      } catch (error) {
        const reason = error instanceof BrokenCircuitError ? 'circuit open' : 'no time left'
        return known ?? { kind: 'transient', reason }
      }
    },
  }
}

/** As long as the provider asked for, else doubling with jitter. */
const pauses = (firstPauseMs: number) => {
  const doubling = new ExponentialBackoff({ initialDelay: firstPauseMs })
  return new DelegateBackoff<{ readonly result: unknown }, IBackoff<unknown>>(
    (context, previous) => {
      const backoff = previous ? previous.next(context) : doubling.next()
      return { delay: askedPauseMs(context.result) ?? backoff.duration, state: backoff }
    },
  )
}

const askedPauseMs = (result: unknown): number | undefined => {
  const { value } = result as { readonly value?: Tried }
  const outcome = value?.outcome
  return outcome !== undefined && 'retryAfterMs' in outcome ? outcome.retryAfterMs : undefined
}
