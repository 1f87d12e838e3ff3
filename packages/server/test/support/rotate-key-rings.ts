/** Rotates keys in one folder as often as it is told, with all speed. */
import { rotateKey } from '../../src/config/rotate-keys.ts'

const [secretsDir = '', times = ''] = process.argv.slice(2)
for (let n = 0; n < Number(times); n++)
  await rotateKey(
    { secretsDir, nowMs: Date.now() + n, record: async () => undefined },
    { use: 'code', leadSeconds: 0 },
  )
