import { existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { keyRingPath } from 'countersign/keys'
import { captchaSecretName } from '../../captcha/create-captcha.ts'
import { integrationKinds } from '../../integrations/kinds.ts'
import { secretPlace } from '../../integrations/secrets.ts'
import type { Examined } from '../examined.ts'
import type { Check, Finding } from '../finding.ts'

const area = 'files'

/** Who beside their owner can read or change key ring, secrets and database. */
export const checkFileAccess: Check = (examined) => [
  ...secretFiles(examined).flatMap((path) => accessFindings(path, 'danger')),
  ...databaseFiles(examined).flatMap((path) => accessFindings(path, 'warning')),
]

const secretFiles = ({ config, sources }: Examined): readonly string[] => {
  const names = integrationKinds.flatMap(({ secretNames, callback }) => [
    ...secretNames,
    ...(callback?.secretNames ?? []),
  ])
  const places = [...new Set([...names, captchaSecretName])].map((name) =>
    secretPlace(name, sources),
  )
  const files = places.flatMap((place) => (place.kind === 'file' ? [place.path] : []))
  return [keyRingPath(config.secretsDir), ...files].filter((path) => existsSync(path))
}

const databaseFiles = ({ config: { storeUrl } }: Examined): readonly string[] => {
  if (!storeUrl.startsWith('sqlite:')) return []
  const path = storeUrl.slice('sqlite:'.length)
  return [path, `${path}-wal`].filter((file) => existsSync(file))
}

const accessFindings = (path: string, level: 'danger' | 'warning'): readonly Finding[] => {
  const everybody = accessOf(path, 0)
  if (everybody !== '')
    return [
      { area, level, sentence: `${path}: everybody can ${everybody} it`, hint: modeHint(path) },
    ]
  const group = accessOf(path, 3)
  return group === ''
    ? []
    : [
        {
          area,
          level: 'warning',
          sentence: `${path}: its group can ${group} it`,
          hint: modeHint(path),
        },
      ]
}

const modeHint = (path: string) => `chmod 600 ${path} (700 for its folder)`

/**
 * What others may do with a file, given the right to pass its folder; `shift` is 0 for everybody and 3 for
 * the group. A folder in which they may write lets them replace the file.
 */
const accessOf = (path: string, shift: 0 | 3): string => {
  const bits = (of: string) => (statSync(of).mode >> shift) & 0o7
  const [file, folder] = [bits(path), bits(dirname(path))]
  const isSticky = (statSync(dirname(path)).mode & 0o1000) !== 0
  if ((folder & 0o1) === 0) return ''
  const canRead = (file & 0o4) !== 0
  const canChange = (file & 0o2) !== 0 || ((folder & 0o2) !== 0 && !isSticky)
  return [...(canRead ? ['read'] : []), ...(canChange ? ['change'] : [])].join(' and ')
}
