import { isCountersignError } from 'countersign'

export { refusal } from 'countersign'

/** What a piece of work was refused for, a line each. Every other error is thrown on. */
const linesOf = (error: unknown): readonly string[] => {
  if (isCountersignError(error, 'invalid_configuration')) return error.message.split('\n')
  throw error
}

/** The value of some work, or the lines for which it was refused. */
export const orProblems = async <Value>(
  work: () => Value | Promise<Value>,
): Promise<{ readonly value: Value | undefined; readonly problems: readonly string[] }> => {
  try {
    return { value: await work(), problems: [] }
  } catch (error) {
    return { value: undefined, problems: linesOf(error) }
  }
}

/** What a piece of work would be refused for, a line each. */
export const refusedFor = (work: () => unknown): readonly string[] => {
  try {
    work()
    return []
  } catch (error) {
    return linesOf(error)
  }
}
