import { countStatus, noCode, type Proof, verdictOn } from './proof.ts'
import { newKey } from './subject.ts'

const parallel = 5

const repeated = verdictOn('F7 B13 equal requests with one Idempotency-Key get one answer')
const reused = verdictOn('F7 B13 a key that was used for something else is refused')

/** The same request several times at once, and then another one with its key. */
export const repeating: Proof = async (subject) => {
  if (!subject.hasMany)
    return [repeated, reused].map((on) => on.notJudged('needs more than one recipient'))
  const key = newKey()
  const phone = subject.recipient()
  const answers = await Promise.all(
    Array.from({ length: parallel }, () => subject.send(phone, key)),
  )
  const refused = answers.find(({ status }) => status !== 200)
  if (countStatus(answers, 200) === 0 && refused !== undefined)
    return [repeated, reused].map((on) => on.notJudged(noCode(refused)))
  const bodies = new Set(answers.map(({ status, body }) => `${status} ${body}`))
  const other = await subject.send(subject.recipient(), key)
  return [
    bodies.size === 1
      ? repeated.held(`${parallel} equal answers`)
      : repeated.violated([...bodies].join(' and ')),
    other.status === 422
      ? reused.held('422')
      : reused.violated(`the same key for another phone was answered ${other.status}`),
  ]
}
