import { type Command, CommanderError } from 'commander'
import { expect, test } from 'vitest'
import { createProgram } from '../src/cli/program.ts'

interface Leaf {
  readonly path: readonly string[]
  readonly command: Command
}

const leavesOf = (command: Command, path: readonly string[] = []): readonly Leaf[] =>
  command.commands.length === 0
    ? [{ path, command }]
    : command.commands.flatMap((inner) => leavesOf(inner, [...path, inner.name()]))

const leaves = leavesOf(createProgram()).map(({ path, command }) => ({
  ...{ path, command },
  name: path.join(' '),
}))

/** What the command line says and how it ends, without doing anything. */
const askHelp = async (path: readonly string[]) => {
  const program = createProgram()
  const said: string[] = []
  const listen = (command: Command): void => {
    command.configureOutput({ writeOut: (text) => void said.push(text) })
    command.commands.forEach(listen)
  }
  listen(program)
  const ended = program.parseAsync([...path, '--help'], { from: 'user' })
  const error = await ended.catch((thrown: unknown) => thrown)
  return { exitCode: error instanceof CommanderError ? error.exitCode : error, said: said.join('') }
}

test.each(leaves)(
  'C14 "countersign $name --help" explains the command and each option',
  async ({ path, name, command }) => {
    const { exitCode, said } = await askHelp(path)
    expect(exitCode).toBe(0)
    expect(said).toContain(`Usage: countersign ${name}`)
    expect(command.description()).toMatch(/^[A-Z].*\.$/s)
    expect(command.options.filter(({ description }) => description === '')).toEqual([])
    if (name !== 'dev-providers') expect(said).toContain('--config <file>')
  },
)
