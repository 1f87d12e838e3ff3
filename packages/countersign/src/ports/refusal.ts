import { CountersignError } from './error.ts'

/** A start that is refused: one line for each thing that is wrong. */
export const refusal = (lines: readonly string[]): CountersignError<'invalid_configuration'> =>
  new CountersignError('invalid_configuration', lines.join('\n'))
