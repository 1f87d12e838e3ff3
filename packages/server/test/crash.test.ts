import { expect, test } from 'vitest'
import { verifyCode } from './support/codes.ts'
import { type History, startLoad } from './support/load.ts'
import { type ServerProcess, startServer } from './support/server-process.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const purpose = 'crash'
const maxAttempts = 3
const config = { purposes: { [purpose]: { maxAttempts, resendSeconds: 0, limits: [] } } }

/** After how many answers the server is killed, round by round. */
const rounds = [31, 90, 177, 260]

test('K1 A1 A2 what was answered before kill -9 holds after it: codes verify, used codes stay used, attempts stay counted', async () => {
  const folder = temporaryFolder()
  const all: History[] = []
  for (const answerCount of rounds) {
    const server = await startServer({ folder, config })
    const load = startLoad(server, { purpose, wrongCount: maxAttempts })
    await load.answered(answerCount)
    await server.kill()
    await load.ended
    const restarted = await startServer({ folder, config })
    for (const history of load.histories) await check(restarted, history)
    await restarted.kill()
    all.push(...load.histories)
  }

  // No round was for nothing: each group is there, and so are calls that the kill caught running.
  const sent = all.filter((history) => history.sent?.outcome === 200)
  expect(sent.filter(({ verified }) => verified === 200).length).toBeGreaterThan(10)
  expect(sent.filter(({ wrong }) => wrong.length === maxAttempts).length).toBeGreaterThan(10)
  expect(sent.filter((history) => isUntouched(history)).length).toBeGreaterThan(10)
  expect(all.filter((history) => hasUnknown(history)).length).toBeGreaterThan(rounds.length)
})

const isUntouched = ({ verified, wrong }: History) => verified === undefined && wrong.length === 0

const hasUnknown = ({ sent, verified, wrong }: History) =>
  [sent?.outcome, verified, ...wrong].includes('unknown')

/** Compares what the caller was told with how the restarted server behaves. */
const check = async (server: ServerProcess, history: History): Promise<void> => {
  const { phone_e164, sent, verified, wrong } = history
  const label = JSON.stringify(history)
  expect([200, 'unknown'], label).toContain(sent?.outcome)
  if (sent?.outcome !== 200) return
  expect(sent.code, label).toMatch(/^\d{6}$/)
  expect([undefined, 200, 'unknown'], label).toContain(verified)
  for (const outcome of wrong) expect([400, 'unknown'], label).toContain(outcome)

  const again = await verifyCode(server, { purpose, phone_e164, code: sent.code })
  const countedAtLeast = wrong.filter((outcome) => outcome === 400).length
  if (verified === 200 || countedAtLeast === maxAttempts) expect(again, label).toBe(400)
  else if (verified === undefined && wrong.length < maxAttempts) expect(again, label).toBe(200)
  else expect([200, 400], label).toContain(again)
  expect(await verifyCode(server, { purpose, phone_e164, code: sent.code }), label).toBe(400)
}
