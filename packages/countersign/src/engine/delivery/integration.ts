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
  wrap,
} from 'cockatiel'
import type { DeliveryOutcome, OutgoingMessage, Provider } from '../../ports/provider.ts'
import type { BreakerState, Telemetry } from '../../ports/telemetry.ts'
import { observeCall } from '../../telemetry/observe-call.ts'
import { handOver } from './hand-over.ts'
import { outcomeRules } from './outcome-rules.ts'

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

/** One integration of a channel, with its memory of faults. */
export interface Integration {
  readonly id: string
  send(message: OutgoingMessage, deadline: AbortSignal): Promise<DeliveryOutcome>
}

/** A provider that wants a longer pause than this is not waited for: another may be quicker. */
const longestPauseMs = 2000

const isRetried = (result: unknown) => {
  const outcome = result as DeliveryOutcome
  const askedMs = 'retryAfterMs' in outcome ? (outcome.retryAfterMs ?? 0) : 0
  return outcomeRules[outcome.kind].isRetried && askedMs <= longestPauseMs
}
const isFault = (outcome: unknown) => outcomeRules[(outcome as DeliveryOutcome).kind].isFault

const breakerStates: Readonly<Record<CircuitState, BreakerState>> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.HalfOpen]: 'half_open',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
}

/** Puts retry and circuit breaker around a provider. Share one for all messages of a process. */
export const createIntegration = (
  provider: Provider,
  { patience, telemetry }: { readonly patience: Patience; readonly telemetry: Telemetry },
): Integration => {
  const { id: integration } = provider
  const breaker = circuitBreaker(handleWhenResult(isFault), {
    breaker: new ConsecutiveBreaker(patience.faultsAtMost),
    halfOpenAfter: patience.restMs,
  })
  const retries = retry(handleWhenResult(isRetried), {
    maxAttempts: patience.retriesAtMost,
    backoff: pauses(patience.firstPauseMs),
  })
  const policy = wrap(retries, breaker)
  const tellState = (state: CircuitState) =>
    telemetry.record({ kind: 'breaker_moved', integration, state: breakerStates[state] })
  breaker.onStateChange(tellState)
  tellState(breaker.state)

  return {
    id: integration,
    send: async (message, deadline) => {
      try {
        const { channel } = message
        const call = () => handOver(provider, message, deadline)
        const observed = () => observeCall(telemetry, { integration, channel }, call)
        return await policy.execute(observed, deadline)
      } catch (error) {
        const reason = error instanceof BrokenCircuitError ? 'circuit open' : 'no time left'
        return { kind: 'transient', reason }
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
  const { value } = result as { readonly value?: DeliveryOutcome }
  return value !== undefined && 'retryAfterMs' in value ? value.retryAfterMs : undefined
}
