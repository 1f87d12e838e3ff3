import { InvalidArgumentError } from 'commander'

const unitSeconds = { s: 1, m: 60, h: 3600, d: 86_400 } as const

const secondsAtMost = 365 * 86_400

const isUnit = (letter: string): letter is keyof typeof unitSeconds => letter in unitSeconds

/** Reads `90`, `90s`, `30m`, `2h` or `90d` as milliseconds: whole numbers, up to a year. */
export const durationMs = (text: string): number => {
  const [, count = '', unit = 's'] = /^(\d{1,8})([smhd])?$/.exec(text) ?? []
  const seconds = isUnit(unit) ? Number(count) * unitSeconds[unit] : 0
  if (seconds < 1 || seconds > secondsAtMost)
    throw new InvalidArgumentError('must be seconds, or a time such as 30m, 2h or 90d, up to 365d')
  return seconds * 1000
}
