import type { Policy, Switch } from 'countersign'
import type { Config } from '../config/config.ts'
import type { Examined, Stops } from './examined.ts'

/** Whether a purpose needs a code right now. */
export type CodeIs = 'required' | 'refused' | 'skipped'

/** A purpose as it stands right now. */
export interface PurposeState {
  readonly name: string
  readonly policy: Policy
  readonly codeIs: CodeIs
  readonly ways: readonly Way[]
  /** Why it is off as a whole. Empty if it is on, or if each of its ways is off by itself. */
  readonly because: readonly string[]
  /** Countries of which the phones are treated as if it were off. */
  readonly countriesOff: readonly { readonly country: string; readonly because: string }[]
}

/** A channel of a purpose. */
export interface Way {
  readonly channel: string
  readonly integrations: readonly { readonly id: string; readonly because: readonly string[] }[]
  /** Why the channel is off. */
  readonly because: readonly string[]
}

/**
 * How every purpose stands right now, and why. The store decides again at every request, in its own
 * transaction; this is what it would decide at this moment.
 */
export const purposeStates = ({ config, stops }: Pick<Examined, 'config' | 'stops'>) =>
  Object.entries(config.policies).map(([name, policy]): PurposeState => {
    const because = reasons(stops, [
      ['all', null],
      ['purpose', name],
    ])
    const ways = policy.channels.map((channel) => wayOf(channel, config, stops))
    const isOff = because.length > 0 || ways.every(isClosed)
    const whenOff = policy.whenDisabled === 'skip' ? 'skipped' : 'refused'
    const codeIs = isOff ? whenOff : 'required'
    return { name, policy, codeIs, ways, because, countriesOff: countriesOff(stops, ways) }
  })

const wayOf = (channel: string, { channels }: Config, stops: Stops): Way => ({
  channel,
  because: reasons(stops, [['channel', channel]]),
  integrations: (channels[channel as keyof typeof channels] ?? []).map((id) => ({
    id,
    because: integrationReasons(stops, id),
  })),
})

/** Why an integration is off by itself. Empty if it is on. */
export const integrationReasons = (stops: Stops, id: string): readonly string[] => [
  ...reasons(stops, [['integration', id]]),
  ...rowReason(stops, id),
]

/** Whether no message can go this way. */
export const isClosed = ({ because, integrations }: Way): boolean =>
  because.length > 0 || integrations.every((integration) => integration.because.length > 0)

const rowReason = ({ integrations }: Stops, id: string): readonly string[] =>
  integrations.some((row) => row.id === id && !row.otpEnabled)
    ? [`integrations.${id}.otp_enabled is false in the store`]
    : []

const countriesOff = ({ switches }: Stops, ways: readonly Way[]) =>
  ways.some(({ channel }) => channel !== 'email')
    ? switches
        .filter(({ scope }) => scope === 'country')
        .map((found) => ({ country: found.target ?? '', because: describeSwitch(found) }))
    : []

const reasons = (
  { switches }: Stops,
  wanted: readonly (readonly [Switch['scope'], string | null])[],
): readonly string[] =>
  switches
    .filter((one) => wanted.some(([scope, target]) => one.scope === scope && one.target === target))
    .map(describeSwitch)

/** A switch in words. What operators typed is quoted, so that it cannot pretend to be ours. */
export const describeSwitch = ({ id, scope, target, author, reason, endsAtMs }: Switch): string => {
  const what = target === null ? scope : `${scope} ${target}`
  const until = endsAtMs === null ? '' : `, until ${new Date(endsAtMs).toISOString()}`
  return `switch ${id} (${what}) by ${author}${until}: ${JSON.stringify(reason)}`
}
