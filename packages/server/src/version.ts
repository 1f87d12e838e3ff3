import packageJson from '../package.json' with { type: 'json' }

/** Version of the server package. */
export const version = packageJson.version
