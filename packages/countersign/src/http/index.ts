/**
 * The HTTP API as a function from `Request` to `Response`, and as a listener for `node:http`.
 *
 * @module
 */
export type { AdminOptions } from './admin/admin-parts.ts'
export { type AdminSecretKind, adminSecretHash } from './admin/admin-secret.ts'
export type {
  CheckSettings,
  FixedSettings,
  IntegrationSettings,
  SettingFault,
} from './admin/integrations.ts'
export { createSignInLink, signInLinkSeconds } from './admin/sign-in-link.ts'
export type { Answer, AnswerHeaders } from './answer.ts'
export {
  type Connection,
  createHttp,
  type Http,
  type HttpOptions,
  type ServedRoute,
} from './app.ts'
export { type Callback, type CallbackOptions, createCallback } from './callback.ts'
export { apiKeyHash } from './caller.ts'
export { isPlainText, plainTextMessage } from './contract/admin/plain-text.ts'
export {
  createNodeListener,
  type NodeListener,
  type NodeListenerOptions,
} from './node/node-listener.ts'
export { describeRoutes, type OpenApiDocument } from './openapi.ts'
export type { Development } from './parts.ts'
export type { ApiRequest } from './request.ts'
export { currentRequestId } from './request-id.ts'
