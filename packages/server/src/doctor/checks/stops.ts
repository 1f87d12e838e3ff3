import type { Check, Finding } from '../finding.ts'
import { describeSwitch } from '../purpose-state.ts'

const area = 'switches'

/** What somebody has switched off, so that nobody has to wonder. */
export const checkStops: Check = ({ config, stops, integrations }) => {
  const live = stops.switches.map((one): Finding => {
    const sentence = `off by ${describeSwitch(one)}`
    return { area, level: 'warning', sentence, hint: `countersign switch on ${one.id}` }
  })
  const rows = integrations
    .filter(({ isEnabled }) => !isEnabled)
    .map(({ id }): Finding => {
      const sentence = `off by its own switch: integrations.${id}.otp_enabled is false in the store`
      return { area, level: 'warning', sentence }
    })
  const unknown = stops.switches
    .filter(
      ({ scope, target }) => scope === 'purpose' && target !== null && !config.policies[target],
    )
    .map(({ target }): Finding => {
      const sentence = `a switch names the purpose ${target}, which there is not`
      return { area, level: 'note', sentence }
    })
  return [...live, ...rows, ...unknown]
}
