/** Does some work soon, together with whatever else is waiting. */
export type Later = (work: () => void) => void

/**
 * Gathers the answers of one turn of the event loop and writes them one after the other. Each write to
 * a socket may wake up the process at its other end, which is dear; when many are made at once, it is
 * already awake for all but the first. An answer waits until the requests that came with it are read,
 * and never for a timer.
 */
export const createWriteTogether = (): Later => {
  let waiting: (() => void)[] = []
  const writeAll = () => {
    const works = waiting
    waiting = []
    for (const work of works) work()
  }
  return (work) => {
    if (waiting.length === 0) setImmediate(writeAll)
    waiting.push(work)
  }
}
