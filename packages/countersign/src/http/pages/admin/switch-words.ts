import type { Overview } from './overview.ts'

/** What a switch stops, in words. */
export const stoppedBy = ({
  scope,
  target,
}: Pick<Overview['switches'][number], 'scope' | 'target'>): string => {
  switch (scope) {
    case 'all':
      return 'All sending'
    case 'channel':
      return `Sending by ${target}`
    case 'integration':
      return `Sending through ${target}`
    case 'country':
      return `Sending to ${target}`
    case 'purpose':
      return `Sending for ${target}`
  }
}
