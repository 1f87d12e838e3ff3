/**
 * The key ring in a file: making, reading and changing it.
 *
 * @module
 */
export * from './change-key-ring.ts'
export * from './key-ring-file.ts'
export * from './own-key-ring.ts'
export * from './text-file.ts'
