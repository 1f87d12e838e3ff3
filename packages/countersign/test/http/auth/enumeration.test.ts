import { describe, expect, test } from 'vitest'
import { createDeployment, type Deployment } from '../../support/deployment.ts'
import { ask, askForCode, newIndianPhone, signIn } from '../../support/person.ts'

/** Everything that a caller sees of an answer, but the id and the moments in it. */
const seen = async (response: Response): Promise<string> =>
  JSON.stringify([response.status, [...response.headers], await response.text()])

const wrong = (code: string) => (code === '000000' ? '111111' : '000000')

const request = (deployment: Deployment, phoneNumber: string) =>
  ask(deployment, 'POST /api/auth/otp/request', { body: { phoneNumber } })

const verify = (deployment: Deployment, phoneNumber: string, otp: string) =>
  ask(deployment, 'POST /api/auth/otp/verify', { body: { phoneNumber, otp } })

test('I1 whether somebody is registered shows neither when a code is asked for nor when it is wrong', async () => {
  const deployment = await createDeployment()
  const { phoneNumber: known } = await signIn(deployment)
  deployment.clock.advance(120_000)
  const unknown = newIndianPhone()
  expect(await seen(await request(deployment, known))).toBe(
    await seen(await request(deployment, unknown)),
  )
  const guess = wrong(deployment.lastCode())
  expect(await seen(await verify(deployment, known, guess))).toBe(
    await seen(await verify(deployment, unknown, guess)),
  )
  const never = newIndianPhone()
  expect(await seen(await verify(deployment, known, guess))).toBe(
    await seen(await verify(deployment, never, guess)),
  )
})

/**
 * Method: 400 samples of each kind, taken in turns so that whatever else the machine does falls on both
 * alike. The kinds count as equal if their medians differ by less than 2 ms, or if Cliff's delta, the chance
 * that a sample of one is slower than one of the other minus the chance of the opposite, is below 0.1. One
 * of three runs must come to that: noise can feign a difference, but it cannot hide one three times.
 */
const samplesOfEach = 400
const medianMsBelow = 2
const effectBelow = 0.1
const runsAtMost = 3

interface Difference {
  readonly medianMs: number
  readonly effect: number
}

const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0

const differenceOf = (one: readonly number[], other: readonly number[]): Difference => {
  const signs = one.flatMap((a) => other.map((b) => Math.sign(a - b)))
  const sum = signs.reduce((total, sign) => total + sign, 0)
  return {
    medianMs: Math.abs(median(one) - median(other)),
    effect: Math.abs(sum) / signs.length,
  }
}

const isEqual = ({ medianMs, effect }: Difference) =>
  medianMs < medianMsBelow || effect < effectBelow

type Ask = () => Promise<Response>

const timed = async (ask: Ask): Promise<number> => {
  const startedAt = performance.now()
  const response = await ask()
  await response.text()
  return performance.now() - startedAt
}

/** One run: pairs in turns, each pair the other way round than the last. */
const compare = async (pair: () => Promise<readonly [Ask, Ask]>): Promise<Difference> => {
  const [known, unknown]: [number[], number[]] = [[], []]
  for (let n = 0; n < samplesOfEach; n++) {
    const [one, other] = await pair()
    if (n % 2 === 0) known.push(await timed(one))
    unknown.push(await timed(other))
    if (n % 2 === 1) known.push(await timed(one))
  }
  return differenceOf(known, unknown)
}

const untilEqual = async (pair: () => Promise<readonly [Ask, Ask]>): Promise<Difference> => {
  let difference = await compare(pair)
  for (let run = 1; run < runsAtMost && !isEqual(difference); run++)
    difference = await compare(pair)
  return difference
}

describe('I2 how long an answer takes', () => {
  test('I2 the measure tells a real difference from none', () => {
    const around = (ms: number) =>
      Array.from({ length: samplesOfEach }, (_, n) => ms + (n % 10) / 10)
    expect(isEqual(differenceOf(around(1), around(1)))).toBe(true)
    expect(isEqual(differenceOf(around(1), around(4)))).toBe(false)
  })

  test('I2 asking for a code takes as long for somebody who is registered as for nobody', async () => {
    const deployment = await createDeployment()
    const known = Array.from({ length: 20 }, () => newIndianPhone())
    for (const phoneNumber of known) await signIn(deployment, { phoneNumber })
    let turn = 0
    const difference = await untilEqual(async () => {
      // Neither cool-down nor limits may decide.
      deployment.clock.advance(3_600_000)
      const phoneNumber = known[turn++ % known.length] ?? ''
      const nobody = newIndianPhone()
      return [() => request(deployment, phoneNumber), () => request(deployment, nobody)]
    })
    expect(isEqual(difference), JSON.stringify(difference)).toBe(true)
  }, 60_000)

  test('I2 a wrong code takes as long for somebody who is registered as for nobody', async () => {
    const deployment = await createDeployment()
    let turn = 0
    const known = Array.from({ length: 20 }, () => newIndianPhone())
    for (const phoneNumber of known) await signIn(deployment, { phoneNumber })
    const difference = await untilEqual(async () => {
      deployment.clock.advance(86_400_000)
      const phoneNumber = known[turn++ % known.length] ?? ''
      const nobody = newIndianPhone()
      await askForCode(deployment, phoneNumber)
      const guess = wrong(deployment.lastCode())
      await askForCode(deployment, nobody)
      const other = wrong(deployment.lastCode())
      return [() => verify(deployment, phoneNumber, guess), () => verify(deployment, nobody, other)]
    })
    expect(isEqual(difference), JSON.stringify(difference)).toBe(true)
  }, 60_000)
})
