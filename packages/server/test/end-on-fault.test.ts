import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { findLeaks } from './support/leak-search.ts'
import { startServer } from './support/server-process.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const fixture = fileURLToPath(new URL('support/fail-on-signal.ts', import.meta.url))
const phone = '+233245779031'

test.each([
  ['exception', 'Error'],
  ['rejection', 'TypeError'],
  ['value', 'UnhandledPromiseRejection'],
])(
  'G5 an %s that nobody waits for ends the process with its name and its place, and nothing of a request',
  async (fault, name) => {
    const server = await startServer({
      folder: temporaryFolder(),
      env: { NODE_OPTIONS: `--import ${fixture}`, FAULT: fault, MARKER: phone },
    })
    server.signal('SIGUSR2')
    expect(await server.ended).toBe(1)
    const output = server.output()
    expect(output).toContain('the process ends after a fault that nobody foresaw')
    expect(output).toContain(`"error":"${name}"`)
    if (fault !== 'value') expect(output).toContain('fail-on-signal.ts:')
    const places = [{ name: 'output', bytes: Buffer.from(output) }]
    expect(findLeaks(places, [{ name: 'phone', kind: 'phone', value: phone }])).toEqual([])
  },
)
