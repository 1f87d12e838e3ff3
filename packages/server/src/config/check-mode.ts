import { refusal } from './refusal.ts'

/** `test` is what test runners set; it means development. */
const modes: readonly string[] = ['production', 'development', 'test', '']

/**
 * Makes sure that `NODE_ENV` says what it is taken to say. Whoever writes `prod` means production, and
 * would get development, where codes can be read by everybody.
 *
 * @throws CountersignError `invalid_configuration`
 */
export const checkMode = (env: Readonly<Record<string, string | undefined>>): void => {
  const { NODE_ENV: mode = '' } = env
  if (!modes.includes(mode))
    throw refusal([
      `NODE_ENV: must be "production" or "development", not ${JSON.stringify(mode.slice(0, 32))}`,
    ])
}
