import { createAuditor, createKeyRing, keyUses, type SwitchScope, systemRandom } from 'countersign'
import { createMemoryStore } from 'countersign/stores/memory'
import { expect, test } from 'vitest'
import { loadConfig } from '../../src/config/config.ts'
import { purposeStates } from '../../src/doctor/purpose-state.ts'
import { writeConfig } from '../support/command.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const channels = { sms: ['arkesel', 'twilio'], email: ['resend'] } as const
const keyRing = createKeyRing(keyUses.map((use) => ({ id: use, use, bytes: new Uint8Array(32) })))
const auditor = createAuditor(keyRing, systemRandom)
const audit = () => auditor({ type: 'switch.changed', actor: 'cli', facts: {} })

const stops: readonly (readonly [SwitchScope, string | null] | readonly ['row', string])[] = [
  ['all', null],
  ['channel', 'sms'],
  ['channel', 'email'],
  ['purpose', 'sign_in'],
  ['integration', 'arkesel'],
  ['row', 'twilio'],
]

/** Every subset. */
const subsets = Array.from({ length: 2 ** stops.length }, (_, n) =>
  stops.filter((_stop, bit) => (n >> bit) & 1),
)

test('A3 E1 what doctor says of a purpose is what the store would decide, whatever is off', async () => {
  const integrations = {
    arkesel: { senderId: 'Acme' },
    twilio: { accountSid: `AC${'0'.repeat(32)}`, messagingServiceSid: `MG${'0'.repeat(32)}` },
    resend: { from: 'a@acme.example' },
  }
  const file = writeConfig(temporaryFolder(), { channels, integrations })
  const config = await loadConfig({ file, env: {} })
  for (const subset of subsets) {
    const store = createMemoryStore()
    await store.integrations.ensure(['arkesel', 'twilio', 'resend'])
    for (const [scope, target] of subset)
      if (scope === 'row')
        await store.integrations.change({ id: target ?? '', otpEnabled: false, audit: audit() })
      else await store.switches.off({ scope, target, reason: 'why', author: 'cli', audit: audit() })
    const seen = {
      switches: await store.switches.list(),
      integrations: await store.integrations.list(),
    }
    for (const { name, policy, codeIs } of purposeStates({ config, stops: seen })) {
      const ways = policy.channels.map((channel) => ({
        channel,
        integrations: config.channels[channel] ?? [],
      }))
      const isOff = await store.switches.isOff({ purpose: name, channels: ways })
      expect([name, subset, codeIs !== 'required']).toEqual([name, subset, isOff])
    }
  }
})
