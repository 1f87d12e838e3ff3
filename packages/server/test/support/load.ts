import { newPhone, otherThan, sendCode, verifyCode } from './codes.ts'
import type { ServerProcess } from './server-process.ts'

/** A call as its caller saw it: the status, or nothing if the connection broke first. */
export type Outcome = number | 'unknown'

/** Everything that was done with one phone, in this order. */
export interface History {
  readonly phone_e164: string
  sent?: { readonly outcome: Outcome; readonly code: string }
  /** Submissions of wrong codes. */
  readonly wrong: Outcome[]
  /** Submission of the right code. */
  verified?: Outcome
}

/** A load on one server. */
export interface Load {
  /** Every call that was made, those with an unknown outcome included. */
  readonly histories: readonly History[]
  /** Resolves when so many calls have been answered. */
  answered(count: number): Promise<void>
  /** Resolves when no call is running any more: after the server is gone. */
  readonly ended: Promise<unknown>
}

/** How many people use the server at the same time. */
const peopleCount = 12

/**
 * People who each ask for a code with a phone of their own, over and over until the server is gone:
 * one third stops there, one third submits the code, one third submits `wrongCount` wrong ones.
 */
export const startLoad = (
  server: ServerProcess,
  { purpose, wrongCount }: { readonly purpose: string; readonly wrongCount: number },
): Load => {
  const histories: History[] = []
  const waiting: { readonly count: number; readonly resolve: () => void }[] = []
  let answeredCount = 0

  const watched = async <Result>(call: Promise<Result>): Promise<Result | undefined> => {
    const result = await call.catch(() => undefined)
    if (result !== undefined) answeredCount += 1
    for (const { count, resolve } of waiting) if (answeredCount >= count) resolve()
    return result
  }

  const person = async (turn: number): Promise<void> => {
    const phone_e164 = newPhone()
    const history: History = { phone_e164, wrong: [] }
    histories.push(history)
    const sent = await watched(sendCode(server, { purpose, phone_e164 }))
    history.sent = { outcome: sent?.status ?? 'unknown', code: sent?.code ?? '' }
    if (sent === undefined) return
    const submit = async (code: string) =>
      (await watched(verifyCode(server, { purpose, phone_e164, code }))) ?? 'unknown'
    if (turn % 3 === 1) history.verified = await submit(sent.code)
    for (let n = 0; turn % 3 === 2 && n < wrongCount; n++)
      history.wrong.push(await submit(otherThan(sent.code)))
    if ([history.verified, ...history.wrong].includes('unknown')) return
    await person(turn + 1)
  }

  return {
    histories,
    answered: (count) => new Promise((resolve) => waiting.push({ count, resolve })),
    ended: Promise.all(Array.from({ length: peopleCount }, (_, n) => person(n))),
  }
}
