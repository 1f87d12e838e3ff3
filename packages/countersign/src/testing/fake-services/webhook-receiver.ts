import type { RecordedRequest } from './fake-service.ts'
import { type FakeHttpService, type Served, startHttpService } from './http-service.ts'
import { isObject, readJson, textOf } from './read-body.ts'
import { webhookSignature } from './reports/webhook-signature.ts'
import { jsonAnswer } from './trouble.ts'

/** A local receiver of the `webhook` integration. */
export interface FakeWebhookReceiver extends FakeHttpService {
  /** Answers every request like this from now on. */
  answerWith(status: number, body: unknown, headers?: Readonly<Record<string, string>>): void
}

/** Starts a receiver that checks signatures and takes each delivery once. */
export const createFakeWebhookReceiver = async ({
  port,
  secret,
}: {
  readonly port?: number | undefined
  /** The key that messages are signed with, `whsec_` and base64. */
  readonly secret: string
}): Promise<FakeWebhookReceiver> => {
  const taken = new Set<string>()
  const service = await startHttpService({
    name: 'webhook',
    port,
    serve: (request) => serveMessage(request, { secret, taken }),
  })
  return {
    ...service,
    answerWith: (status, body, headers) =>
      service.breakWith({ kind: 'answer', answer: jsonAnswer(status, body, headers) }),
  }
}

const serveMessage = (
  request: RecordedRequest,
  { secret, taken }: { readonly secret: string; readonly taken: Set<string> },
): Served => {
  const { headers, body } = request
  const id = headers['webhook-id'] ?? ''
  const timestamp = headers['webhook-timestamp'] ?? ''
  if (headers['webhook-signature'] !== webhookSignature({ id, timestamp, body, secret }))
    return { answer: jsonAnswer(401, { outcome: 'config' }) }
  const { data } = readJson(body)
  if (!isObject(data)) return { answer: jsonAnswer(400, {}) }
  const answer = jsonAnswer(200, { message_id: `own-${id}` })
  if (taken.has(id)) return { answer }
  taken.add(id)
  const [to, text] = [textOf(data['to']), textOf(data['text'])]
  return { answer, message: { service: 'webhook', id: `own-${id}`, to, text } }
}
