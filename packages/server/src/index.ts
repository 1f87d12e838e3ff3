/**
 * Countersign as a server: the pieces that the command line is made of.
 *
 * @module
 */
export { type Config, type ConfigSource, loadConfig } from './config/config.ts'
export { type ConfigFile, configSchema } from './config/schema.ts'
