import type { Answer } from '../workload/http.ts'
import { isVerified, noCode, type Proof, verdictOn } from './proof.ts'
import { wrongCode } from './subject.ts'

const samples = 40

/** Less than this cannot be told apart over a network, and not by anything here. */
const differenceMs = 5

/** Cliff's delta: 0 is no difference, 1 is that every sample of one side is slower. */
const largeEffect = 0.6

const sends = verdictOn('D2 I1 send answers alike whether or not a recipient is known')
const times = verdictOn('I2 a refusal takes as long for a known recipient as for an unknown one')

/** Compares what a stranger sees of somebody who has verified before and of somebody who never asked. */
export const enumeration: Proof = async (subject) => {
  if (!subject.hasMany)
    return [sends, times].map((on) => on.notJudged('needs more than one recipient'))
  const known = subject.recipient()
  const sent = await subject.send(known)
  const code = subject.codeOf(sent)
  if (sent.status !== 200 || code === undefined)
    return [sends, times].map((on) => on.notJudged(noCode(sent)))
  const verified = await subject.verify(known, code)
  const other = await subject.send(subject.recipient())
  const shapes = [sent, other].map(shapeOf)
  const alike =
    other.status === 429 || !isVerified(verified)
      ? sends.notJudged('a limit of the server refused')
      : shapes[0] === shapes[1]
        ? sends.held('equal status, header names and body')
        : sends.violated(shapes.join(' and '))
  return [alike, await compareTimes(subject, { known, code: wrongCode(code) })]
}

const shapeOf = ({ status, headers, body }: Answer) =>
  JSON.stringify([status, [...headers.keys()], body])

const compareTimes = async (
  subject: Parameters<Proof>[0],
  { known, code }: { readonly known: string; readonly code: string },
) => {
  const took: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] }
  for (let n = 0; n < samples * 2; n++) {
    const side = n % 2 === 0 ? 'known' : 'unknown'
    const phone = side === 'known' ? known : subject.stranger()
    const startMs = performance.now()
    const { status } = await subject.verify(phone, code)
    if (status === 429) return times.notJudged('a limit of the server refused')
    took[side].push(performance.now() - startMs)
  }
  const difference = Math.abs(median(took.known) - median(took.unknown))
  const effect = Math.abs(cliffsDelta(took.known, took.unknown))
  const numbers = `medians ${median(took.known).toFixed(2)} ms and ${median(took.unknown).toFixed(2)} ms, effect ${effect.toFixed(2)}, ${samples} samples each`
  return difference > differenceMs && effect > largeEffect
    ? times.violated(numbers)
    : times.held(numbers)
}

const median = (values: readonly number[]): number =>
  values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0

/** How much more often a sample of one side is above one of the other than below. */
export const cliffsDelta = (left: readonly number[], right: readonly number[]): number => {
  const signs = left.flatMap((one) => right.map((other) => Math.sign(one - other)))
  return signs.reduce<number>((sum, sign) => sum + sign, 0) / signs.length
}
