import { gaveWay } from './query-failure.ts'

const triesAtMost = 3

/** Does again what only gave way to another transaction, and so has changed nothing. */
export const untilFree = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  for (let tries = 1; ; tries++) {
    try {
      return await work()
    } catch (error) {
      if (tries === triesAtMost || !gaveWay(error)) throw error
    }
  }
}
