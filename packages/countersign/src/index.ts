/**
 * Countersign: one-time codes that you run yourself.
 *
 * @module
 */

export { effectivePolicies, type PolicySources } from './config/effective-policies.ts'
export {
  type ProductionFacts,
  productionProblems,
  type SettingNames,
} from './config/production-problems.ts'
export {
  type CheckedPurpose,
  type PurposeOptions,
  policyName,
  purposeSchema,
} from './config/purpose-schema.ts'
export {
  type Countersign,
  createCountersign,
} from './embed/create-countersign.ts'
export type { CountersignOptions } from './embed/options.ts'
export { type Replay, replayEvents } from './engine/abuse/replay.ts'
export { type AbuseThresholds, defaultAbuseThresholds } from './engine/abuse/thresholds.ts'
export {
  type AbuseAlarm,
  type AbuseWatch,
  abuseKinds,
  createAbuseWatch,
  type WatchedEvent,
} from './engine/abuse/watch.ts'
export {
  type Auditor,
  createAuditor,
  type EventPerson,
  type EventToBe,
  personPrefix,
} from './engine/audit/auditor.ts'
export { checkpointPublicKey } from './engine/audit/checkpoint.ts'
export { checkpointLine, readCheckpointLine } from './engine/audit/checkpoint-line.ts'
export { type EventFacts, type EventType, eventTypes } from './engine/audit/event-types.ts'
export { type Finding, type FindingKind, findingKinds } from './engine/audit/finding.ts'
export { newestCheckpointNumber } from './engine/audit/newest-checkpoint.ts'
export {
  createSealer,
  type Sealer,
  type SealerOptions,
  type SealRound,
} from './engine/audit/sealer.ts'
export { type ShownEvent, showEvent } from './engine/audit/show-event.ts'
export { type LogToVerify, type LogVerdict, verifyLog } from './engine/audit/verify-log.ts'
export type { EmailDomains } from './engine/check-recipient.ts'
export type { Requester } from './engine/claims.ts'
export type { Channels } from './engine/delivery/deliver.ts'
export { defaultPatience, type Patience } from './engine/delivery/integration.ts'
export type { Reconfigure } from './engine/delivery/reconfigured.ts'
export { recipientHashes } from './engine/digest.ts'
export { createEngine, type Engine, type EngineOptions } from './engine/engine.ts'
export type { Admission, AdmitRequest } from './engine/gate.ts'
export type { Action } from './engine/grant/action.ts'
export type {
  HookPerson,
  Hooks,
  SendDecision,
  SendQuestion,
  VerifiedEvent,
} from './engine/hooks/hooks.ts'
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
export type { LinkRequest, LinkSettings, ReadLink } from './engine/link/links.ts'
export { readRedirect } from './engine/link/redirects.ts'
export {
  checkMessages,
  lintMessages,
  type MessageFinding,
} from './engine/message/check-messages.ts'
export { type LocaleTag, localeTags } from './engine/message/locale.ts'
export type { TextMeasure } from './engine/message/measure.ts'
export {
  type EmailText,
  type OwnTexts,
  type PurposeTexts,
  templateProblem,
} from './engine/message/own-texts.ts'
export type { Sender } from './engine/message/render.ts'
export { type MessageSample, sampleMessages } from './engine/message/sample-messages.ts'
export { readPhoneIn } from './engine/national-phone.ts'
export {
  createOperator,
  type Operator,
  type OperatorParts,
  type SwitchOff,
} from './engine/operator/operator.ts'
export { sendTest, type TestMessage, type TestParts } from './engine/operator/send-test.ts'
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
export type { PhonePrefixes } from './engine/reach.ts'
export {
  maskRecipient,
  type Recipient,
  readDomain,
  readEmail,
  readPhone,
} from './engine/recipient.ts'
export type { RedeemOutcome, RedeemProof } from './engine/redeem.ts'
export { routeOf } from './engine/route.ts'
export type { MessageFate, SendOutcome, SendRequest, Sent, SentAnswer } from './engine/send.ts'
export type { SessionUser } from './engine/session/session-user.ts'
export type { RotateOutcome, Sessions, SignedInUser } from './engine/session/sessions.ts'
export { defaultSessionSettings, type SessionSettings } from './engine/session/settings.ts'
export { startWithinMs } from './engine/start-within.ts'
export type { TestRecipient } from './engine/test-recipient.ts'
export type { VerifyOutcome, VerifyRequest } from './engine/verify.ts'
export type { AccountCheck, ProviderSetup } from './ports/account.ts'
export {
  type Admin,
  type AdminRole,
  type AdminStore,
  type AdminToken,
  adminRoles,
  isGoodToken,
} from './ports/admin.ts'
export {
  type AuditDraft,
  type AuditEvent,
  type AuditFilter,
  type AuditPlace,
  type AuditStore,
  closeEvent,
  type StoredCheckpoint,
  type StreamHead,
  type StreamRange,
} from './ports/audit.ts'
export type * from './ports/callback.ts'
export type {
  Captcha,
  CaptchaCheck,
  CaptchaFailure,
  CaptchaKind,
  CaptchaOutcome,
  CaptchaParts,
} from './ports/captcha.ts'
export { type Clock, systemClock } from './ports/clock.ts'
export type * from './ports/delivery.ts'
export { deliveryStates } from './ports/delivery.ts'
export { CountersignError, type ErrorCode, errorCodes, isCountersignError } from './ports/error.ts'
export { type Log, type LogFields, silentLog } from './ports/log.ts'
export type { Outbox, OutboxMessage } from './ports/outbox.ts'
export type * from './ports/proof.ts'
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
export type {
  Erased,
  Erasure,
  Invalidated,
  RecipientNames,
  RecipientStore,
} from './ports/recipient-store.ts'
export { refusal } from './ports/refusal.ts'
export type * from './ports/rekey.ts'
export { createSecret, type Secret } from './ports/secret.ts'
export type * from './ports/session.ts'
export type * from './ports/store.ts'
export type { SchemaState, StoreView } from './ports/store-view.ts'
export {
  type IntegrationRow,
  type IntegrationStore,
  type SendingRoute,
  type Switch,
  type SwitchScope,
  type SwitchStore,
  switchScopes,
} from './ports/switch.ts'

export {
  type AbuseKind,
  type AuditTask,
  type BreakerState,
  type Destination,
  type RedemptionResult,
  type SendResult,
  silentTelemetry,
  type Telemetry,
  type TelemetryEvent,
  type VerifyResult,
} from './ports/telemetry.ts'

export { observeStore } from './telemetry/observe-store.ts'
