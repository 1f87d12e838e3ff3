import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runProve } from '../prove/program.ts'
import { refuseTarget } from '../target/guard.ts'
import { runProofs } from '../target/run-proofs.ts'
import { createCleanup } from '../world/cleanup.ts'
import { writeConfig } from '../world/config.ts'
import { type ServerProcess, startServer, untilReady } from '../world/server-process.ts'
import { temporaryFolder } from '../world/temporary-folder.ts'

const cleanup = createCleanup()
afterAll(cleanup.run)

const recipient = '+233244000001'
const code = '1234567890'
let server: ServerProcess

beforeAll(async () => {
  const folder = temporaryFolder(cleanup)
  const configFile = writeConfig(folder, 'memory:', {
    testRecipients: [{ recipient, code, until: '2099-01-01' }],
  })
  server = await startServer({ name: 'target', folder, configFile, cleanup })
  await untilReady(server, 20_000)
})

describe('F10 anyone can prove a running server of theirs', () => {
  test('in development mode every guarantee is judged and holds', async () => {
    const verdicts = await runProofs({ target: server.url, purpose: 'prove_cooled' })
    expect(verdicts.filter(({ verdict }) => verdict !== 'held')).toEqual([])
    expect(verdicts.length).toBeGreaterThanOrEqual(12)
  })

  test('with a test recipient alone nothing is violated, and single use is judged', async () => {
    const target = { target: server.url, purpose: 'prove_cooled', recipient, code }
    const verdicts = await runProofs(target)
    expect(verdicts.filter(({ verdict }) => verdict === 'violated')).toEqual([])
    const judged = verdicts.filter(({ verdict }) => verdict === 'held')
    expect(judged.map(({ guarantee }) => guarantee.split(' ')[0])).toContain('A1')
  })

  test('a server of somebody else is not asked', async () => {
    expect(await refuseTarget('https://otp.acme.example', false)).toContain('--i-own-this-server')
    expect(await refuseTarget('https://otp.acme.example', true)).toBeUndefined()
    expect(await refuseTarget('http://192.0.2.1:3000', false)).toContain('is not this machine')
    expect(await refuseTarget('http://127.0.0.1:3000', false)).toBeUndefined()
    expect(await refuseTarget('http://[::1]:3000', false)).toBeUndefined()
    expect(await refuseTarget('file:///etc/passwd', true)).toContain('http')
    expect(await runProve(['--target', 'http://192.0.2.1/'])).toBe(2)
  })
})
