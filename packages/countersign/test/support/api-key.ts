import { createAuditor, createSecret, systemRandom } from 'countersign'
import { apiKeyHash } from 'countersign/http'
import { type Deployment, testKeyRing } from './deployment.ts'

/** Makes an API key and returns the header that carries it. */
export const createApiKey = async ({ store }: Pick<Deployment, 'store'>, name = 'shop') => {
  const key = `ck_${name}`
  const audit = createAuditor(testKeyRing, systemRandom)({ type: 'api_key.created' })
  await store.apiKeys.create({ name, hash: apiKeyHash(testKeyRing, createSecret(key)), audit })
  return { authorization: `Bearer ${key}` }
}
