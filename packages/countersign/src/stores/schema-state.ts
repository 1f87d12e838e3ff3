import type { SchemaState } from '../ports/store-view.ts'

/** Compares the version that a database is at with the migrations that this program knows. */
export const schemaStateOf = (
  version: number,
  migrations: readonly { readonly name: string }[],
): SchemaState => {
  const known = migrations.length
  if (version > known) return { kind: 'newer', version, known }
  const pending = migrations.slice(version).map(({ name }) => name)
  return pending.length === 0 ? { kind: 'current' } : { kind: 'behind', pending }
}
