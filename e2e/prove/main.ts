import { runProve } from './program.ts'

process.exitCode = await runProve(process.argv.slice(2))
