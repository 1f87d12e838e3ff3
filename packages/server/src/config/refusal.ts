import { isCountersignError } from 'countersign'

export { refusal } from 'countersign'

/** What a piece of work was refused for, a line each. Every other error is thrown on. */
export const linesOf = (error: unknown): readonly string[] => {
  if (isCountersignError(error, 'invalid_configuration')) return error.message.split('\n')
  throw error
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
