/**
 * Countersign: one-time codes that you run yourself.
 *
 * @module
 */

export type { Requester } from './engine/claims.ts'
export type { Channels } from './engine/delivery/deliver.ts'
export { defaultPatience, type Patience } from './engine/delivery/integration.ts'
export { createEngine, type Engine, type EngineOptions } from './engine/engine.ts'
export {
  createKeyRing,
  createReplaceableKeyRing,
  type KeyMaterial,
  type KeyRing,
  type KeyUse,
  keyUses,
  type ReplaceableKeyRing,
  type RingKey,
} from './engine/key-ring.ts'
export type { Limited } from './engine/limited.ts'
export { checkSegments, type SegmentFinding } from './engine/message/check-segments.ts'
export type { Sender } from './engine/message/render.ts'
export {
  defaultFailureBudget,
  type FailureBudgetPolicy,
  type LimitPolicy,
  type LimitScope,
  type Policies,
  type Policy,
  ttlSecondsAtMost,
} from './engine/policy.ts'
export { defaultPolicy } from './engine/purposes/defaults.ts'
export { builtInPurposes } from './engine/purposes/index.ts'
export { maskRecipient, type Recipient, readEmail, readPhone } from './engine/recipient.ts'
export type { SendOutcome, SendRequest, Sent } from './engine/send.ts'
export type { TestRecipient } from './engine/test-recipient.ts'
export type { VerifyOutcome, VerifyRequest } from './engine/verify.ts'
export { type Clock, systemClock } from './ports/clock.ts'
export { CountersignError, type ErrorCode, errorCodes, isCountersignError } from './ports/error.ts'
export { type Log, type LogFields, silentLog } from './ports/log.ts'
export type { Outbox, OutboxMessage } from './ports/outbox.ts'
export type {
  ChannelName,
  DefiniteFailure,
  DeliveryOutcome,
  OutcomeReason,
  OutgoingMessage,
  Provider,
  ProviderKind,
  ProviderParts,
  SendOptions,
} from './ports/provider.ts'
export { type RandomSource, systemRandom } from './ports/random.ts'
export { createSecret, type Secret } from './ports/secret.ts'
export type * from './ports/store.ts'
