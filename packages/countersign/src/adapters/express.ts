/**
 * Countersign in an Express app, version 4 or 5, or in whatever else calls `(request, response, next)`.
 *
 * @module
 */

export { createExpressGates, type ExpressGates, proofOf, signedInOf } from './express/gates.ts'
export type { ExpressMiddleware, ExpressNext, ExpressRequest } from './express/request.ts'
export { createExpressRoutes } from './express/routes.ts'
export type { GateOptions, GateParts, Proof } from './gate.ts'
