/** Does some work soon, together with whatever else is waiting. */
export type Later = (work: () => void) => void

/**
 * Gathers work of one turn of the event loop and does it piece after piece at the turn's end: what many
 * requests do alike costs less in a row. It waits until what came with it is read, and never for a timer.
 */
export const createTogether = (): Later => {
  let waiting: (() => void)[] = []
  const doAll = () => {
    const works = waiting
    waiting = []
    for (const work of works) work()
  }
  return (work) => {
    if (waiting.length === 0) setImmediate(doAll)
    waiting.push(work)
  }
}
