import type { Answer } from '../workload/http.ts'
import type { Subject } from './subject.ts'

/** What a proof came to. `not judged`: the server's own limits, or what is known of it, forbid it. */
export interface Verdict {
  readonly guarantee: string
  readonly verdict: 'held' | 'violated' | 'not judged'
  readonly because: string
}

/** One thing that can be asked of a server without taking it down. */
export type Proof = (subject: Subject) => Promise<readonly Verdict[]>

/** Says what came of a guarantee. */
export const verdictOn = (guarantee: string) => ({
  held: (because: string): Verdict => ({ guarantee, verdict: 'held', because }),
  violated: (because: string): Verdict => ({ guarantee, verdict: 'violated', because }),
  notJudged: (because: string): Verdict => ({ guarantee, verdict: 'not judged', because }),
})

/** Why no code could be had. */
export const noCode = ({ status, body }: Answer): string =>
  status === 200
    ? 'the answer shows no code: give a test recipient with --recipient and --code, or run the server in development mode'
    : `send was answered ${status} ${body.slice(0, 160)}`

/** Fields of the JSON body of an answer. */
export const fieldsOf = ({ body }: Answer): Readonly<Record<string, unknown>> => {
  try {
    const parsed: unknown = JSON.parse(body)
    return typeof parsed === 'object' && parsed !== null
      ? (parsed as Readonly<Record<string, unknown>>)
      : {}
  } catch {
    return {}
  }
}

/** Whether it is the answer to a code that was right. */
export const isVerified = (answer: Answer): boolean =>
  answer.status === 200 && fieldsOf(answer)['status'] === 'verified'

/** How many answers have this status. */
export const countStatus = (answers: readonly Answer[], status: number): number =>
  answers.filter((answer) => answer.status === status).length
