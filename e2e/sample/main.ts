import { createCountersign, createSecret } from 'countersign'
import { createArkesel } from 'countersign/providers/arkesel'
import { createPostgresStore } from 'countersign/stores/postgres'
import { createSqliteStore } from 'countersign/stores/sqlite'
import { listen } from '../../apps/password-app/src/listen.ts'
import { openParts } from '../../apps/password-app/src/open-parts.ts'
import { createPasswordApp } from '../../apps/password-app/src/with/app.ts'
import { codes } from '../../apps/password-app/src/with/codes.ts'
import { createMovableClock } from './movable-clock.ts'
import type { SampleOptions } from './sample-process.ts'

const options = JSON.parse(process.env['SAMPLE'] ?? '') as SampleOptions
const clock = createMovableClock()
const { storeUrl } = options
const arkesel = createArkesel({
  settings: { senderId: 'Susu', baseUrl: options.arkeselUrl },
  secret: () => createSecret('fake-arkesel-api-key'),
  callbackUrl: undefined,
})
const countersign = createCountersign({
  ...codes,
  store: storeUrl.startsWith('sqlite:')
    ? createSqliteStore({ path: storeUrl.replace('sqlite:', ''), clock })
    : await createPostgresStore({ url: storeUrl, clock }),
  clock,
  secretsDir: options.secretsDir,
  channels: { sms: [arkesel] },
  admin: true,
})
const parts = openParts({ database: options.database, scripts: ['/codes.js'] })

listen(createPasswordApp(parts, countersign))
