import { randomBytes } from 'node:crypto'
import { type AdminRole, createSecret } from 'countersign'
import { adminSecretHash } from 'countersign/http'
import { refusal } from '../../config/refusal.ts'
import { type ConfigOption, cliActor, withFirstStore } from '../with-store.ts'

interface Options extends ConfigOption {
  readonly role: AdminRole
  /** Milliseconds. */
  readonly expires?: number
}

/** The audit log calls people by it, so it begins no formula and no line. */
const namePattern = /^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._@'-]{0,63}$/u

/** Action of `countersign admin create`. */
export const createAdmin = (name: string, options: Options): Promise<void> => {
  if (!namePattern.test(name))
    throw refusal(["admin: a name is up to 64 letters, digits, spaces and . _ @ ' -"])
  const { role, expires: forMs } = options
  return withFirstStore(options, async ({ store, keyRing, auditor }) => {
    const token = `ca_${randomBytes(32).toString('base64url')}`
    const hash = adminSecretHash(keyRing, 'token', createSecret(token))
    const expiresSeconds = forMs === undefined ? undefined : forMs / 1000
    const facts = { name, role, expires_seconds: expiresSeconds }
    const audit = auditor({ type: 'admin.created', actor: cliActor, facts })
    if (!(await store.admins.create({ name, role, hash, forMs, audit })))
      throw refusal([`admin: there is an administrator called "${name}" already`])
    return token
  })
}
