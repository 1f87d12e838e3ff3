import { type LimitPolicy, type Policy, ttlSecondsAtMost } from 'countersign'
import type { Check, Finding } from '../finding.ts'

/** Policies that are allowed and should be known: limits on trial, long codes, doors without a doorman. */
export const checkPolicies: Check = ({ config: { policies, captcha } }) => {
  const all = Object.entries(policies)
  const shadows = all.flatMap(([name, { limits }]) =>
    limits.filter(({ shadow }) => shadow === true).map((limit) => shadowFinding(name, limit)),
  )
  const longest = all.filter(([, { ttlSeconds }]) => ttlSeconds === ttlSecondsAtMost).map(nameOf)
  const open = all.filter(([, policy]) => isOpenDoor(policy)).map(nameOf)
  return [
    ...shadows,
    ...(longest.length > 0
      ? [
          note(
            'limits',
            `${longest.join(', ')}: codes are good for ${ttlSecondsAtMost} s, the longest there is`,
          ),
        ]
      : []),
    ...(open.length > 0
      ? [
          {
            ...note(
              'limits',
              `${open.join(', ')}: any address may have codes sent to any number of people: there is no captcha, no API key and no limit per ip, purpose or all together`,
            ),
            hint:
              captcha === undefined
                ? 'add such a limit, or a captcha section and captcha: true, or name the purpose in withoutPurposes'
                : 'add such a limit, or captcha: true, or name the purpose in withoutPurposes',
          },
        ]
      : []),
  ]
}

const nameOf = ([name]: readonly [string, Policy]): string => name

/** A limit per recipient does not stop somebody who asks for each number once. */
const isOpenDoor = ({ requires, captcha, limits }: Policy): boolean =>
  requires === 'nothing' &&
  !captcha &&
  !limits.some(({ per, on, shadow }) => on === 'send' && per !== 'recipient' && shadow !== true)

const shadowFinding = (name: string, { per, on, max, seconds }: LimitPolicy): Finding => ({
  ...note(
    'limits',
    `${name}: the limit of ${max} per ${per} and ${seconds} s on ${on} only watches`,
  ),
  hint: 'take out shadow: true when its numbers are right',
})

const note = (area: string, sentence: string): Finding => ({ area, level: 'note', sentence })
