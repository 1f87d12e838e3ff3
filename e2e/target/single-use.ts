import { countStatus, isVerified, noCode, type Proof, verdictOn } from './proof.ts'
import { refusalKey } from './refusal.ts'

const parallel = 20

const once = verdictOn('A1 a code verifies once, even when submitted many times at the same moment')
const alike = verdictOn('A7 D2 used and unknown codes get the same answer, byte for byte')

/** One right code, submitted many times at once, and again; its refusals against other refusals. */
export const singleUse: Proof = async (subject) => {
  const phone = subject.recipient()
  const sent = await subject.send(phone)
  const code = subject.codeOf(sent)
  if (sent.status !== 200 || code === undefined)
    return [once, alike].map((on) => on.notJudged(noCode(sent)))

  const unknown = await subject.verify(subject.stranger(), code)
  const rush = await Promise.all(
    Array.from({ length: parallel }, () => subject.verify(phone, code)),
  )
  const used = await subject.verify(phone, code)
  const wins = rush.filter(isVerified).length
  const limited = countStatus([...rush, used, unknown], 429)
  const counted = `${wins} of ${parallel} parallel submissions succeeded`
  const judged =
    wins > 1 || isVerified(used)
      ? once.violated(isVerified(used) ? 'a used code succeeded again' : counted)
      : wins === 0 && limited === 0
        ? once.violated('the right code never succeeded')
        : wins === 0
          ? once.notJudged(`a limit of the server refused ${limited} of the calls`)
          : once.held(counted)
  const refused = [unknown, used, ...rush.filter((answer) => !isVerified(answer))]
  const kinds = new Set(refused.filter(({ status }) => status !== 429).map(refusalKey))
  const same =
    kinds.size > 1
      ? alike.violated([...kinds].join('\n  and\n'))
      : kinds.size === 0
        ? alike.notJudged('a limit of the server refused all of them')
        : alike.held(`${refused.length - limited} refusals`)
  return [judged, same]
}
