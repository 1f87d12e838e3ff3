import { captchaSecretName, createCaptcha } from '../../captcha/create-captcha.ts'
import { refusedFor } from '../../config/refusal.ts'
import { createIntegrations, plainSecretWarnings } from '../../integrations/create-integrations.ts'
import type { ExaminedIntegration } from '../examined.ts'
import type { Check, Finding } from '../finding.ts'

const area = 'secrets'

/** Secrets and settings that the start would look for. */
export const checkSecrets: Check = ({ config, sources, integrations }) => {
  const refused = new Set([
    ...integrations.flatMap(missingSecrets),
    ...refusedFor(() => createIntegrations(config, sources)),
    ...refusedFor(() => createCaptcha(config, sources)),
  ])
  const inVariables = sources.isProduction ? [] : plainSecretWarnings(sources)
  const unused =
    config.captcha === undefined && sources.env[`${captchaSecretName.toUpperCase()}_FILE`]
      ? ['CAPTCHA_SECRET_FILE: is set, and there is no captcha section']
      : []
  return [
    ...[...refused].map((line): Finding => ({ area, level: 'danger', sentence: line })),
    ...inVariables.map((line): Finding => ({ area, level: 'warning', sentence: line })),
    ...unused.map((line): Finding => ({ area, level: 'note', sentence: line })),
  ]
}

const missingSecrets = ({ secrets }: ExaminedIntegration): readonly string[] =>
  secrets.flatMap(({ name, place }) =>
    place.kind === 'missing' ? [`${name}: is missing; put it into the file ${place.path}`] : [],
  )
