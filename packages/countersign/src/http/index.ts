/**
 * The HTTP API as a function from `Request` to `Response`.
 *
 * @module
 */
export { type ProblemDetails, problem } from './answer.ts'
export { type Connection, createHttp, type Http, type HttpOptions } from './app.ts'
export { apiKeyHash } from './caller.ts'
export { describeRoutes, type OpenApiDocument } from './openapi.ts'
export type { Development } from './parts.ts'
export { currentRequestId } from './request-id.ts'
