import type { RandomSource } from '../ports/random.ts'
import { createSecret, type Secret } from '../ports/secret.ts'

/** Bytes from this on are thrown away: 250 is the largest multiple of ten that a byte can reach. */
const rejectFrom = 250

/**
 * A uniform code of `digits` decimal digits, leading zeros kept. Digits are drawn by rejection
 * sampling; taking a byte modulo ten would favour 0 to 5.
 */
export const generateCode = (digits: number, random: RandomSource): Secret => {
  let code = ''
  while (code.length < digits)
    for (const byte of random(digits * 2))
      if (byte < rejectFrom && code.length < digits) code += String(byte % 10)
  return createSecret(code)
}

/**
 * The digits a person meant: spaces and hyphens between them are how people copy codes. Nothing if
 * anything else is in it or the length is wrong, so that only a well-formed code is ever compared.
 */
export const readCode = (typed: Secret, digits: number): Secret | undefined => {
  const code = typed.reveal().replace(/[\s-]/g, '')
  return code.length === digits && /^[0-9]+$/.test(code) ? createSecret(code) : undefined
}
