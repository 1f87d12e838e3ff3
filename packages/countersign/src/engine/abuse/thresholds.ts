/** From when on sending looks like abuse. Policy is data: each can be set in the configuration. */
export interface AbuseThresholds {
  /** Over how long everything below is counted. */
  readonly windowSeconds: number
  /** Different numbers that share all but their last four digits. */
  readonly recipientsPerRange: number
  /** Different recipients that one address (IPv6: one /64) asked for. */
  readonly recipientsPerAddress: number
  /** Sends to a country before its conversion is judged. */
  readonly conversionSendsAtLeast: number
  /** Share of sends that must have been verified, from 0 to 1. */
  readonly conversionAtLeast: number
  /** Wrong codes over all recipients. */
  readonly wrongCodes: number
}

/**
 * What deployments get. Ranges of ten thousand numbers hardly ever hold thirty customers of one service
 * within an hour; a household or an office behind one address hardly ever twenty-five.
 */
export const defaultAbuseThresholds: AbuseThresholds = {
  windowSeconds: 3600,
  recipientsPerRange: 30,
  recipientsPerAddress: 25,
  conversionSendsAtLeast: 50,
  conversionAtLeast: 0.2,
  wrongCodes: 1000,
}
