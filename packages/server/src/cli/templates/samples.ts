import { type ChannelName, type LocaleTag, type MessageSample, sampleMessages } from 'countersign'
import type { Config } from '../../config/config.ts'
import { refusal } from '../../config/refusal.ts'

/** What is to be looked at: everything, where an option was left out. */
export interface Selection {
  readonly purpose?: string
  readonly channel?: ChannelName
  readonly locale?: readonly LocaleTag[]
}

/** The messages of a configuration that the options ask for. */
export const selectSamples = (
  { sender, policies }: Config,
  { purpose, channel, locale }: Selection,
): readonly MessageSample[] => {
  const selected = sampleMessages(sender, policies).filter(
    (sample) =>
      sample.purpose === (purpose ?? sample.purpose) &&
      sample.channel === (channel ?? sample.channel) &&
      (locale ?? [sample.locale]).includes(sample.locale),
  )
  if (selected.length > 0) return selected
  throw refusal(['templates: no purpose and channel of the configuration are like that'])
}
