/**
 * One of two processes that start in the same new folders at the same moments: opens the database
 * and the key ring in folder after folder, and prints a line for each that failed.
 */
import { join } from 'node:path'
import { readOrInitKeyRing } from 'countersign/keys'
import { openStore } from '../../src/open-store.ts'

const [base = '', firstAtMs = '', rounds = '', apartMs = ''] = process.argv.slice(2)

for (let round = 0; round < Number(rounds); round++) {
  const folder = join(base, String(round))
  while (Date.now() < Number(firstAtMs) + round * Number(apartMs));
  try {
    await (await openStore(`sqlite:${join(folder, 'countersign.db')}`)).close()
    readOrInitKeyRing(join(folder, 'secrets'))
  } catch (error) {
    process.stdout.write(`${error instanceof Error ? error.message : 'unknown'}\n`)
  }
}
