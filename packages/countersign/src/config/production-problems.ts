/** What a deployment has, as far as production asks for it. */
export interface ProductionFacts {
  /** Address under which people reach it, if one was given. */
  readonly publicUrl: URL | undefined
  readonly hasBrand: boolean
  readonly hasStore: boolean
  readonly isInMemory: boolean
  readonly hasKeys: boolean
  readonly hasChannels: boolean
  /** Whether codes can be read by whoever opens the outbox. */
  readonly showsCodes: boolean
  /** Whether anything goes by text message or WhatsApp. */
  readonly sendsTexts: boolean
  readonly countries: readonly string[] | undefined
  readonly redirects: readonly string[]
  /** Whether the captcha lets everybody through. */
  readonly hasTrialCaptcha?: boolean
  readonly hasTestRecipients: boolean
  readonly allowsTestRecipients: boolean
}

/** What the settings are called where they are written. */
export interface SettingNames {
  readonly store: string
  readonly keys: string
  readonly console: string
}

/** Development fills every gap; production says what it lacks, a line each. */
export const productionProblems = (
  facts: ProductionFacts,
  names: SettingNames,
): readonly string[] => {
  const { publicUrl } = facts
  const checks: readonly [boolean, string][] = [
    [publicUrl === undefined, 'publicUrl: set it to the address people use, in production'],
    [
      publicUrl !== undefined && publicUrl.protocol !== 'https:',
      'publicUrl: must be https in production',
    ],
    [!facts.hasBrand, 'brand: set it to your name, in production'],
    [!facts.hasStore, `${names.store}: say where to keep challenges, in production`],
    [facts.isInMemory, `${names.store}: memory: is for development only`],
    [!facts.hasKeys, `${names.keys}: say where keyring.json is, in production`],
    [!facts.hasChannels, 'channels: say which integrations carry messages, in production'],
    [facts.showsCodes, `${names.console}: shows codes to everybody and is for development only`],
    [
      facts.sendsTexts && facts.countries === undefined,
      'countries: say which countries text messages may go to, in production',
    ],
    [
      facts.redirects.some((target) => !target.startsWith('https:')),
      'redirects: must all be https in production',
    ],
    [
      facts.hasTrialCaptcha === true,
      'captcha: has a published test secret, which lets everybody through; take your own',
    ],
    [
      facts.hasTestRecipients && !facts.allowsTestRecipients,
      'testRecipients: have codes that somebody knows; take them out, or set allowTestRecipientsInProduction',
    ],
  ]
  return checks.flatMap(([isMissing, line]) => (isMissing ? [line] : []))
}
