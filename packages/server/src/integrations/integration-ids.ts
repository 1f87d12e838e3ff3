import type { Config } from '../config/config.ts'

/** Every integration that a channel names. */
export const integrationIds = ({ channels }: Pick<Config, 'channels'>): readonly string[] => [
  ...new Set(Object.values(channels).flatMap((names) => names ?? [])),
]
