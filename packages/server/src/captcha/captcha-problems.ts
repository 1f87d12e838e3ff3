import type { Policies } from 'countersign'
import type { CheckedFile } from '../config/schema.ts'
import { captchaKind } from './kinds.ts'

/** What stands in the way of the captchas that purposes ask for, a line each. */
export const captchaProblems = (
  captcha: CheckedFile['captcha'],
  policies: Policies,
): readonly string[] => {
  const names = Object.keys(policies).filter((name) => policies[name]?.captcha)
  if (captcha === undefined)
    return names.map((name) => `purposes.${name}.captcha: there is no captcha section to ask with`)
  const longest = captchaKind(captcha.kind)?.actionCharactersAtMost ?? Number.POSITIVE_INFINITY
  return names
    .filter((name) => name.length > longest)
    .map(
      (name) =>
        `purposes.${name}.captcha: the name is the action, and ${captcha.kind} takes at most ${longest} characters`,
    )
}
