import { maskRecipient } from 'countersign'
import type { Check } from '../finding.ts'

/** Recipients whose code somebody knows. */
export const checkTestRecipients: Check = ({ config: { testRecipients, isProduction }, nowMs }) =>
  testRecipients.map(({ recipient, untilMs }) => {
    const until = new Date(untilMs).toISOString().slice(0, 10)
    const who = `testRecipients: ${maskRecipient(recipient)}`
    return untilMs <= nowMs
      ? {
          area: 'recipients',
          level: 'note',
          sentence: `${who} is over since ${until}`,
          hint: 'take it out',
        }
      : {
          area: 'recipients',
          level: isProduction ? 'warning' : 'note',
          sentence: `${who} has a fixed code until ${until}: whoever knows it gets in`,
        }
  })
