import { setTimeout as pause } from 'node:timers/promises'
import type { Answer } from '../workload/http.ts'
import { countStatus, fieldsOf, isVerified, noCode, type Proof, verdictOn } from './proof.ts'
import { refusalKey } from './refusal.ts'
import { type Subject, wrongCode } from './subject.ts'

/** No policy allows more tries per code. */
const parallel = 12

/** With a single recipient the cool-down must be over first; nobody waits longer than this for it. */
const waitAtMostSeconds = 120

const counted = verdictOn('A2 after many wrong codes at the same moment the right one is refused')
const alike = verdictOn(
  'A7 D2 wrong codes, locked and unknown challenges get the same answer, byte for byte',
)
const closed = verdictOn('D8 a locked challenge sends nothing, and says for how long')

/** Uses up every try at once, then submits the right code. Leaves the recipient locked. */
export const locking: Proof = async (subject) => {
  const phone = subject.recipient()
  const sent = await sendWhenCool(subject, phone)
  const code = subject.codeOf(sent)
  if (sent.status !== 200 || code === undefined)
    return [counted, alike, closed].map((on) => on.notJudged(noCode(sent)))

  const wrong = await Promise.all(
    Array.from({ length: parallel }, (_, n) => subject.verify(phone, wrongCode(code, n))),
  )
  const right = await subject.verify(phone, code)
  const unknown = await subject.verify(subject.stranger(), code)
  const limited = countStatus([...wrong, right, unknown], 429)
  if (isVerified(right) && limited === 0)
    return [counted.violated(`the right code succeeded after ${parallel} wrong ones`)]
  if (limited > 0)
    return [counted, alike, closed].map((on) =>
      on.notJudged(`a limit of the server refused ${limited} of the calls`),
    )
  const again = await subject.send(phone)
  const kinds = new Set([...wrong, right, unknown].map(refusalKey))
  return [
    counted.held(`refused after ${parallel} wrong ones`),
    kinds.size === 1
      ? alike.held(`${parallel + 2} refusals`)
      : alike.violated([...kinds].join('\n  and\n')),
    judgeAgain(again),
  ]
}

const judgeAgain = (again: Answer) => {
  const waitSeconds = Number(again.headers.get('retry-after'))
  if (again.status !== 429) return closed.violated(`send was answered ${again.status}`)
  return waitSeconds >= 1
    ? closed.held(`429, Retry-After ${waitSeconds}`)
    : closed.violated('429 without Retry-After')
}

const sendWhenCool = async (subject: Subject, phone: string): Promise<Answer> => {
  const sent = await subject.send(phone)
  const waitSeconds = Number(sent.headers.get('retry-after'))
  const isWorthIt = sent.status === 429 && waitSeconds <= waitAtMostSeconds
  if (!isWorthIt || fieldsOf(sent)['code'] !== 'rate_limited') return sent
  await pause(waitSeconds * 1000)
  return subject.send(phone)
}
