import { createSecret, type Engine } from 'countersign'
import type { Development } from 'countersign/http'

const token = createSecret(`cp_1.${'a'.repeat(43)}`)
const standing = {
  name: 'ip',
  max: 1_000_000,
  windowMs: 10_000,
  remaining: 999_999,
  resetMs: 10_000,
}

/** Answers at once, and makes no code: what is left is HTTP. */
export const createStubEngine = (engine: Engine): Engine => ({
  ...engine,
  send: async () => ({
    ...{ kind: 'sent', fate: 'sent', standings: [standing] },
    ...{ expiresInSeconds: 300, resendInSeconds: 60 },
  }),
  verify: async () => ({
    kind: 'verified',
    opened: { kind: 'proof', token, expiresInSeconds: 300 },
  }),
})

/** Shows a code for every message, as in development. */
export const stubDevelopment: Development = {
  outbox: { messages: () => [], codeFor: () => '000000' },
}
