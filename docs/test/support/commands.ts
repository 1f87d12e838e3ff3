import { readFileSync } from 'node:fs'
import { inRepository } from '../../../scripts/docs/repository.ts'

/** Lines that are not run again here: they are what runs this. */
const notRun = new Set([
  'npm ci && npm start',
  'npm ci && npm test',
  'npm start',
  'npm test',
  'npm run format',
  'npm run docs',
  'npx countersign dev-providers --write',
  'npm run prove',
  'npm run prove -- --audit-events 1000000',
  'npm run prove -- --target http://localhost:3000',
  'npm run bench',
  // `e2e/test/sample-start.test.ts` runs these.
  'npm run sample',
  'npm run sample:without-codes',
  'npm install @opentelemetry/api @opentelemetry/auto-instrumentations-node',
  "NODE_OPTIONS='--import @opentelemetry/auto-instrumentations-node/register' npx countersign serve",
  // PostgreSQL's own tools are not on every machine.
  'pg_dump --format=custom --schema=countersign --file=countersign.dump "$(cat /run/secrets/store_url)"',
  'pg_restore --dbname="$(cat /run/secrets/store_url)" countersign.dump',
  `psql "$(cat /run/secrets/store_url)" --command='alter schema countersign rename to countersign_damaged'`,
])

/** Lines that start the server. */
const starts = new Set(['npm ci && npm start', 'npm start'])

/** The only commands that documentation may use. */
const known =
  /^([A-Z_]+=\$\()?(NODE_ENV=production )?(curl|npx countersign|ls|cp|mv|chmod|mkdir -p|node -e) /

/** What to do with a block of shell commands. */
export interface Plan {
  readonly startsServer: boolean
  /** Lines to run, or nothing. */
  readonly commands: string
}

/**
 * Sorts the lines of a block.
 *
 * @throws Error for a line that no test runs
 */
export const planOf = (block: string): Plan => {
  const lines = block
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => line.trim() !== '')
  for (const line of lines)
    if (notRun.has(line)) checkScripts(line)
    else if (!known.test(line)) throw new Error(`no test runs this line: ${line}`)
  return {
    startsServer: lines.some((line) => starts.has(line)),
    commands: lines.filter((line) => !notRun.has(line)).join('\n'),
  }
}

const ofNpmItself = new Set(['ci', 'install'])

/** A line that is not run must at least name scripts that exist. */
const checkScripts = (line: string): void => {
  const { scripts } = JSON.parse(readFileSync(inRepository('package.json'), 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>
  }
  for (const [, name = ''] of line.matchAll(/npm (?:run )?(\S+)/g))
    if (!ofNpmItself.has(name) && scripts[name] === undefined)
      throw new Error(`there is no script "${name}" in package.json`)
}
