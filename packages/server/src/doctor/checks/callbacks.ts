import type { Check, Finding } from '../finding.ts'
import { isLoopback } from '../loopback.ts'

const area = 'callbacks'

/** Whether providers can tell what became of messages. */
export const checkCallbacks: Check = ({ config: { publicUrl }, integrations }) =>
  integrations.flatMap(({ id, reports }): readonly Finding[] => {
    const sentence = (why: string) => `${id}: cannot report what arrived, because ${why}`
    if (reports.kind === 'missing_secrets')
      return [
        {
          area,
          level: 'note',
          sentence: sentence(`${reports.names.join(' and ')} is not set`),
          hint: 'docs/guide/providers says where it comes from',
        },
      ]
    return reports.kind === 'set_up' && isLoopback(publicUrl.hostname)
      ? [{ area, level: 'note', sentence: sentence(`nobody else reaches ${publicUrl.origin}`) }]
      : []
  })
