import { setTimeout as delay } from 'node:timers/promises'
import { createThreadedSqliteStore } from 'countersign/stores/sqlite'

/** Asks a store for what cannot be sent to it, then twice, with a pause between, and leaves it open. */
const store = await createThreadedSqliteStore({ path: String(process.argv[2]) })
const asked = async () => {
  const unsendable = { name: 'x', hash: () => 1 } as never
  await store.apiKeys.create(unsendable).catch(() => undefined)
  await store.integrations.ensure(['arkesel'])
  await delay(1)
  const [integration] = await store.integrations.list()
  process.stdout.write(String(integration?.id))
}
void asked()
