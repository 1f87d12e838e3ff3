import type { Check } from '../finding.ts'

const hint =
  'if it is meant, put it into the configuration file; PATCH /api/admin/integrations/{id} without it takes it out of the store'

/** Endpoints in the store, which somebody may still believe in. */
export const checkIgnoredSettings: Check = ({ integrations }) =>
  integrations
    .flatMap(({ ignoredSettings }) => ignoredSettings)
    .map((sentence) => ({ area: 'providers', level: 'warning', sentence, hint }))
