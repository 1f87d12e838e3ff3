import { table } from '../../packages/countersign/src/http/reference/table.ts'
import { captchaSecretName } from '../../packages/server/src/captcha/create-captcha.ts'
import { integrationKinds } from '../../packages/server/src/integrations/kinds.ts'
import { configObjects } from './config-schema.ts'
import { configTable } from './config-table.ts'
import { page } from './page.ts'

const intro = `# Configuration

The file is \`countersign.config.ts\`, \`.js\` (both with a default export) or \`.json\` in the working folder, or
the one that \`--config\` names. It is read once, at start. A value that is not good, and a key that is not
known, stops the start with a line that names it. In development every key may be left out;
[production](../guide/production.md) asks for some of them.

\`countersign.config.sample.ts\` in the root of the repository has every key with its default.`

const environment = [
  [
    '`NODE_ENV`',
    '`production` turns development mode off, and with it every default that is unsafe outside. Beside it only `development` and `test` are taken; both mean development, and so does none.',
  ],
  ['`PORT`', 'Overrides `listen.port`.'],
  ['`HOST`', 'Overrides `listen.host`.'],
  ['`METRICS_PORT`', 'Overrides `metrics.port`.'],
  ['`PUBLIC_URL`', 'Overrides `publicUrl`.'],
  ['`STORE_URL`', 'Overrides `store.url`.'],
  [
    '`STORE_URL_FILE`',
    'File that holds the URL, so that its password need not stand in a variable.',
  ],
]

const environmentNote = `No \`.env\` file is loaded by itself. \`.env.example\` says how to load one.`

const secrets = [
  [
    '`keyring.json`',
    'The keys that codes, recipients and tokens are hashed with. `countersign keys init` makes it, readable by its owner only; in development the first start does.',
  ],
]

/** Each integration says itself which secrets it needs. */
const integrationSecrets = () =>
  integrationKinds.flatMap(({ id, secretNames }) =>
    secretNames.map((name) => [`\`${name}\``, `For [${id}](../guide/providers/${id}.md).`]),
  )

/** What reports are recognised by, where that is no secret of the integration itself. */
const callbackSecrets = () => {
  const needed = integrationKinds.flatMap(({ id, secretNames, callback }) =>
    (callback?.secretNames ?? [])
      .filter((name) => !secretNames.includes(name))
      .map((name) => ({ name, link: `[${id}](../guide/providers/${id}.md#delivery-states)` })),
  )
  return [...Map.groupBy(needed, ({ name }) => name)].map(([name, users]) => [
    `\`${name}\``,
    `For reports of ${users.map(({ link }) => link).join(' and ')}. May be left out: then none are taken.`,
  ])
}

const captchaSecret = [
  `\`${captchaSecretName}\``,
  'For the [captcha](../guide/captcha.md).',
] as const

const secretsNote = `One value in each file; a line break at its end does no harm. A variable \`NAME_FILE\` (for example
\`ARKESEL_API_KEY_FILE\`) may name another file. A secret in a plain variable is warned of in development and
refused in production.

Guard the key ring like the database, and keep it apart from the database's backups: each is of little use
without the other. See [production](../guide/production.md#keys).`

/** The reference of the configuration file, its environment and its secrets. */
export const configurationReference = (): string => {
  const [file, ...objects] = configObjects()
  return page('packages/server/src/config/schema.ts', [
    intro,
    '## The file',
    ...(file ? [configTable(file)] : []),
    ...objects.flatMap((object) => [`### ${object.path}`, configTable(object)]),
    '## Environment variables',
    table(['Variable', 'Meaning'], environment),
    environmentNote,
    '## Files in secretsDir',
    table(
      ['File', 'What it is'],
      [...secrets, ...integrationSecrets(), ...callbackSecrets(), captchaSecret],
    ),
    secretsNote,
  ])
}
