import type { Log } from 'countersign'

/**
 * Ends the process when something fails that nobody waits for, with a line in the log that says where.
 * Node would print the message of the error as well, which may repeat what was being worked on.
 */
export const endOnFault = (log: Log): void => {
  process.on('uncaughtException', (fault: unknown) => {
    try {
      log.error(describe(fault), 'the process ends after a fault that nobody foresaw')
    } finally {
      process.exit(1)
    }
  })
}

const describe = (fault: unknown) => {
  if (!(fault instanceof Error)) return { error: typeof fault }
  const code = 'code' in fault ? String(fault.code) : undefined
  return { error: fault.name, code, at: framesOf(fault) }
}

const framesAtMost = 5

/** Places in the source. What stands before them in a stack is the message. */
const framesOf = ({ stack, message }: Error): string => {
  const text = stack ?? ''
  const at = text.indexOf(message)
  return text
    .slice(at < 0 ? 0 : at + message.length)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^at .*:\d+:\d+\)?$/.test(line))
    .slice(0, framesAtMost)
    .join(' ')
}
