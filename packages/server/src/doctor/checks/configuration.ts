import { everything } from '../../config/examine.ts'
import type { Check, Finding } from '../finding.ts'

const area = 'config'

/** Settings for which a start is refused, those without effect, and development mode. */
export const checkConfiguration: Check = ({ config, problems, leftOut }) => [
  ...problems.map((line): Finding => ({ area, level: 'danger', sentence: line })),
  ...(leftOut.length > 0
    ? [
        {
          area,
          level: 'note',
          sentence: leftOut.includes(everything)
            ? 'this report is about an empty configuration'
            : `this report is about the configuration without ${[...new Set(leftOut)].join(', ')}`,
        } as const,
      ]
    : []),
  ...(config.isProduction ? [] : [development]),
]

const development: Finding = {
  area,
  level: 'note',
  sentence: 'development mode: gaps are filled, and codes can be read at /dev/outbox',
  hint: 'check what you will run with NODE_ENV=production',
}
