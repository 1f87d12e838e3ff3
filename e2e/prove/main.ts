import { runProve } from './program.ts'

// Everything of ours has ended by now; a socket that a fault left half open must not keep us here.
process.exit(await runProve(process.argv.slice(2)))
