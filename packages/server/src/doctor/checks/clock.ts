import type { Check } from '../finding.ts'

/** More than this between two clocks is no accident of the network. */
const apartMsAtMost = 2000

/** Whether this machine's clock agrees with the one that decides when codes expire. */
export const checkClock: Check = ({ store }) => {
  if (store.kind === 'unseen' || Math.abs(store.view.clockAheadMs) <= apartMsAtMost) return []
  const { clockAheadMs } = store.view
  const seconds = Math.round(Math.abs(clockAheadMs) / 1000)
  return [
    {
      area: 'clock',
      level: 'warning',
      sentence: `the database's clock is ${seconds} s ${clockAheadMs > 0 ? 'ahead of' : 'behind'} this machine's; codes expire by the database's`,
      hint: 'let both follow a time server',
    },
  ]
}
