import type { Clock } from 'countersign'

/** The machine's clock, moved on as the process that started this one says. */
export const createMovableClock = (): Clock => {
  let aheadMs = 0
  process.on('message', (message) => {
    aheadMs = Number(message)
    process.send?.(aheadMs)
  })
  return { now: () => Date.now() + aheadMs }
}
