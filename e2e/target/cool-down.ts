import { setTimeout as pause } from 'node:timers/promises'
import { countStatus, fieldsOf, isVerified, noCode, type Proof, verdictOn } from './proof.ts'

const parallel = 10

/** A new code is only waited for if that is soon. */
const waitAtMostSeconds = 5

const cooled = verdictOn('B8 of many sends at the same moment one passes the cool-down')
const truthful = verdictOn('E8 429 carries a true Retry-After')
const replaced = verdictOn('A4 a new code makes the old one invalid')

/** Many sends to one recipient at once; then, if the cool-down is short, a second code. */
export const coolDown: Proof = async (subject) => {
  const phone = subject.recipient()
  const answers = await Promise.all(Array.from({ length: parallel }, () => subject.send(phone)))
  const sent = answers.find(({ status }) => status === 200)
  const first = answers[0]
  if (sent === undefined)
    return [cooled, truthful, replaced].map((on) =>
      on.notJudged(first === undefined ? 'no answer' : noCode(first)),
    )
  const resendIn = Number(fieldsOf(sent)['resend_in'])
  if (resendIn === 0)
    return [cooled, truthful].map((on) => on.notJudged('the purpose has no cool-down'))

  const passed = countStatus(answers, 200)
  const waits = answers
    .filter(({ status }) => status === 429)
    .map(({ headers }) => Number(headers.get('retry-after')))
  const isTrue = waits.every((seconds) => seconds >= 1 && seconds <= resendIn + 1)
  return [
    passed === 1
      ? cooled.held(`1 of ${parallel} passed`)
      : cooled.violated(`${passed} of ${parallel} passed`),
    waits.length === 0
      ? truthful.notJudged('nothing was refused')
      : isTrue
        ? truthful.held(`${Math.max(...waits)} s at most, cool-down ${resendIn} s`)
        : truthful.notJudged(
            `${waits.join(', ')} s: another limit may be longer than ${resendIn} s`,
          ),
    await secondCode(subject, { phone, resendIn, old: subject.codeOf(sent) }),
  ]
}

const secondCode = async (
  subject: Parameters<Proof>[0],
  sent: { readonly phone: string; readonly resendIn: number; readonly old: string | undefined },
) => {
  const { phone, resendIn, old } = sent
  if (!subject.hasMany) return replaced.notJudged('a test recipient has the same code every time')
  if (resendIn > waitAtMostSeconds) return replaced.notJudged(`the cool-down is ${resendIn} s`)
  await pause(resendIn * 1000 + 50)
  const next = await subject.send(phone)
  const code = subject.codeOf(next)
  if (next.status !== 200 || code === undefined || old === undefined)
    return replaced.notJudged(noCode(next))
  if (isVerified(await subject.verify(phone, old)))
    return replaced.violated('the old code succeeded after the new one was sent')
  return isVerified(await subject.verify(phone, code))
    ? replaced.held('the old one is refused, the new one succeeds')
    : replaced.violated('the new code was refused')
}
