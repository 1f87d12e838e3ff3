import { isDeepStrictEqual } from 'node:util'
import type { Store } from 'countersign'
import type { FakeClock } from 'countersign/testing'
import type { StoreCommand } from './commands.ts'
import { createSubject } from './subject.ts'

/** Stores that must not be told apart, on one clock. */
export interface ComparedStores {
  readonly clock: FakeClock
  readonly stores: Readonly<Record<string, Store>>
}

/** The first command that two stores answer differently. */
export interface Difference {
  readonly index: number
  readonly command: StoreCommand
  readonly answers: Readonly<Record<string, unknown>>
}

const startMs = Date.UTC(2026, 0, 1)

/**
 * Does the same commands to all stores, each command to all of them before the next.
 *
 * @param run a number that no other run on these stores has
 */
export const compareStores = async (
  { clock, stores }: ComparedStores,
  commands: readonly StoreCommand[],
  run: number,
): Promise<Difference | undefined> => {
  clock.advance(startMs - clock.now())
  const subjects = Object.entries(stores).map(([name, store]) =>
    createSubject(name, { store, clock, run }),
  )
  for (const [index, command] of commands.entries()) {
    if (command.kind === 'advance') clock.advance(command.ms)
    const answers = await Promise.all(
      subjects.map(async (subject) => {
        const answer = await subject.apply(command, index)
        return [subject.name, answer] as const
      }),
    )
    if (answers.some(([, answer]) => !isDeepStrictEqual(answer, answers[0]?.[1])))
      return { index, command, answers: Object.fromEntries(answers) }
  }
  return undefined
}

/** A difference as a person reads it. */
export const describeDifference = (
  commands: readonly StoreCommand[],
  { index, answers }: Difference,
): string =>
  [
    `command ${index} is answered differently:`,
    ...commands.slice(0, index + 1).map((command, n) => `  ${n}: ${JSON.stringify(command)}`),
    ...Object.entries(answers).map(([name, answer]) => `  ${name}: ${JSON.stringify(answer)}`),
  ].join('\n')
