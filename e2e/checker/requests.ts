import { type Call, challengeOf, type History } from '../history/history.ts'
import type { Finding } from './finding.ts'

/** Equal requests: one message, one answer. */
export const checkRequests = ({ calls }: History): readonly Finding[] => {
  const keyed = calls.filter(
    ({ idempotencyKey, outcome }) => idempotencyKey !== undefined && outcome.kind === 'sent',
  )
  return [
    ...Map.groupBy(keyed, ({ ip, idempotencyKey }) => `${ip} ${idempotencyKey}`).values(),
  ].flatMap((equal) => [...oneAnswer(equal), ...oneMessage(equal)])
}

const bodyOf = ({ outcome }: Call) => (outcome.kind === 'sent' ? outcome.body : '')

const oneAnswer = (equal: readonly Call[]): readonly Finding[] => {
  const [first] = equal
  const other = first && equal.find((call) => bodyOf(call) !== bodyOf(first))
  return first && other
    ? [
        {
          guarantee: 'F7 B13 equal requests get equal answers',
          because: `${bodyOf(first)} is not ${bodyOf(other)}`,
          calls: [first, other],
        },
      ]
    : []
}

const oneMessage = (equal: readonly Call[]): readonly Finding[] => {
  const showing = equal.filter(({ outcome }) => outcome.kind === 'sent' && outcome.code)
  return showing.length > 1
    ? [
        {
          guarantee: 'F7 B13 equal requests send one message',
          because: `${showing.length} different codes were sent for one idempotency key`,
          calls: showing,
        },
      ]
    : []
}

/** No message without a send that may have caused it: none for 429 and 503, one for a key. */
export const checkMessages = ({ calls, messages }: History): readonly Finding[] => {
  const sends = Map.groupBy(
    calls.filter(({ kind, outcome }) => kind === 'send' && maySend(outcome.kind)),
    challengeOf,
  )
  return [...Map.groupBy(messages, challengeOf)].flatMap(([challenge, shown]) => {
    const causes = sends.get(challenge) ?? []
    const most = new Set(causes.map(({ id, idempotencyKey }) => idempotencyKey ?? id)).size
    const codes = new Set(shown.map(({ code }) => code))
    return codes.size > most
      ? [
          {
            guarantee: 'B1 B13 K3 no message without a send',
            because: `${codes.size} codes went to ${challenge}; at most ${most} sends can have caused one`,
            calls: calls.filter((call) => call.kind === 'send' && challengeOf(call) === challenge),
          },
        ]
      : []
  })
}

const maySend = (kind: Call['outcome']['kind']) =>
  kind === 'sent' || kind === 'unknown' || kind === 'unexpected'
