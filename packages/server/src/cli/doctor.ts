import { Command } from 'commander'
import { systemClock } from 'countersign'
import { examine } from '../doctor/examine.ts'
import { printJson } from '../doctor/print/json.ts'
import { printText } from '../doctor/print/text.ts'
import { reportOn } from '../doctor/report.ts'

interface Options {
  readonly config?: string
  readonly json?: boolean
  readonly online?: boolean
}

/** `countersign doctor`. */
export const doctorCommand = (): Command =>
  new Command('doctor')
    .description(
      'Report what would happen: which purposes need a code right now, whether everything is set, and what is dangerous. Changes nothing and needs no running server. Exit code 1 if something is dangerous.',
    )
    .option('--online', 'also ask the providers whether the accounts are good; sends no message')
    .option('--json', 'print JSON')
    .action(async ({ config: file, json, online }: Options) => {
      const { env } = process
      const examined = await examine({ file, env, clock: systemClock, isOnline: online === true })
      const report = reportOn(examined)
      process.stdout.write((json === true ? printJson : printText)(report))
      if (report.isDangerous) process.exitCode = 1
    })
