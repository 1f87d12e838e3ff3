import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify(scrypt) as (
  password: string,
  salt: Buffer,
  length: number,
) => Promise<Buffer>

/** Hashes a password with a salt of its own. */
export const hashPassword = async (password: string): Promise<string> => {
  const salt = randomBytes(16)
  const hash = await derive(password.normalize('NFKC'), salt, 32)
  return `${salt.toString('base64url')}.${hash.toString('base64url')}`
}

/** Takes the place of a hash where there is none, so that an unknown phone takes as long as a known one. */
const nobodys = await hashPassword(randomBytes(16).toString('hex'))

/** Whether the password is the one of that hash. Without a hash it is not, and takes as long. */
export const isPassword = async (
  password: string,
  stored: string | undefined,
): Promise<boolean> => {
  const [salt = '', expected = ''] = (stored ?? nobodys).split('.')
  const hash = await derive(password.normalize('NFKC'), Buffer.from(salt, 'base64url'), 32)
  return timingSafeEqual(hash, Buffer.from(expected, 'base64url')) && stored !== undefined
}
