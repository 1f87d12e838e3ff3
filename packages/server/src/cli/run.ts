import { CommanderError } from 'commander'
import { isCountersignError } from 'countersign'
import { createProgram } from './program.ts'

/**
 * Runs the command line.
 *
 * @returns the exit code: 0 good, 1 a finding or a fault of ours, 2 misuse
 */
export const runCli = async (argv: readonly string[]): Promise<number> => {
  try {
    await createProgram().parseAsync([...argv], { from: 'user' })
    // A command that did its work and found something says so there.
    return Number(process.exitCode ?? 0)
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    if (isCountersignError(error, 'invalid_configuration')) {
      for (const line of error.message.split('\n')) process.stderr.write(`countersign: ${line}\n`)
      return 2
    }
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown'
    process.stderr.write(`countersign: ${reason}\n`)
    return 1
  }
}
