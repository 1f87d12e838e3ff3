import { parseArgs } from 'node:util'
import { measures } from './measures/measures.ts'

/** What a run does. */
export interface BenchOptions {
  /** Every phase is run once in each round; figures are medians over rounds. */
  readonly rounds: number
  /** How long one phase takes. */
  readonly seconds: number
  /** How many cycles end a phase early. */
  readonly cyclesAtMost: number
  /** Ids of measures, such as `P1`. All if empty. */
  readonly only: readonly string[]
  /** Folder for database files; the system's for temporary files if left out. */
  readonly folder?: string | undefined
  /** PostgreSQL to measure on: an empty database. One is started if left out. */
  readonly databaseUrl?: string | undefined
}

/** A run and where its results go. */
export interface CliOptions extends BenchOptions {
  /** File for all results. */
  readonly json?: string | undefined
  /** Markdown file whose figures are replaced. */
  readonly write?: string | undefined
}

/**
 * Reads the command line.
 *
 * @throws TypeError for anything it does not know
 */
export const readOptions = (argv: readonly string[]): CliOptions => {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '3' },
      only: { type: 'string', default: '' },
      folder: { type: 'string' },
      json: { type: 'string' },
      write: { type: 'string' },
    },
  })
  return {
    rounds: positive('rounds', values.rounds),
    seconds: positive('seconds', values.seconds),
    cyclesAtMost: Number.MAX_SAFE_INTEGER,
    only: known(values.only.split(',').filter((id) => id !== '')),
    folder: values.folder,
    databaseUrl: process.env['DATABASE_URL'],
    json: values.json,
    write: values.write,
  }
}

const positive = (name: string, text: string): number => {
  const value = Number(text)
  if (!(value > 0 && value <= 600)) throw new TypeError(`--${name}: must be from 1 to 600`)
  return value
}

const known = (ids: readonly string[]): readonly string[] => {
  const unknown = ids.find((id) => !measures.some((measure) => measure.id === id))
  if (unknown !== undefined) throw new TypeError(`--only: there is no measure ${unknown}`)
  return ids
}
