import type { ChannelName, DeliveryOutcome, Provider } from '../../ports/provider.ts'
import type { RandomSource } from '../../ports/random.ts'
import type { Store } from '../../ports/store.ts'
import type { Auditor, EventToBe } from '../audit/auditor.ts'
import { eventPerson } from '../audit/event-person.ts'
import { generateCode } from '../code.ts'
import { handOver } from '../delivery/hand-over.ts'
import { withDeadline } from '../delivery/with-deadline.ts'
import type { KeyRing } from '../key-ring.ts'
import { renderMessage, type Sender } from '../message/render.ts'
import type { Policies, Policy } from '../policy.ts'
import { kindFor, type Recipient } from '../recipient.ts'

/** A message to be sent by way of one provider, to see whether that works. */
export interface TestMessage {
  readonly provider: Provider
  /** Ways that the provider is used for. */
  readonly channels: readonly ChannelName[]
  readonly recipient: Recipient
  /** Whose text is sent. The first purpose that the provider can serve, if left out. */
  readonly purpose?: string | undefined
  /** Who asks: `admin:NAME` or `cli`. */
  readonly actor: string
}

/** What a test message is made with. */
export interface TestParts {
  readonly store: Pick<Store, 'audit'>
  readonly keyRing: KeyRing
  readonly policies: Policies
  readonly sender: Sender
  readonly auditor: Auditor
  readonly random: RandomSource
}

/** As long as a request of a person would wait for a provider that is the only one. */
const withinMs = 10_000

/**
 * Sends one message with a code that opens nothing, whatever switches and limits say, and tells what
 * the provider answered. It is written down before the provider is called, and again with the outcome.
 *
 * @returns nothing if no purpose can reach such an address by this provider: then nobody was called
 */
export const sendTest = async (
  parts: TestParts,
  test: TestMessage,
): Promise<DeliveryOutcome | undefined> => {
  const route = routeOf(parts.policies, test)
  if (route === undefined) return undefined
  const { recipient, provider } = test
  const { purpose, channel, policy } = route
  const message = renderMessage(parts.sender, {
    ...{ channel, purpose, to: recipient.address, ttlSeconds: policy.ttlSeconds },
    code: generateCode(policy.digits, parts.random),
    deliveryId: Buffer.from(parts.random(16)).toString('hex'),
  })
  const write = (outcome: string) =>
    parts.store.audit.append({ draft: parts.auditor(eventOf(parts, test, route)), outcome })
  await write('begun')
  const outcome = await withDeadline(withinMs, (deadline) => handOver(provider, message, deadline))
  await write(outcome.kind)
  return outcome
}

interface TestRoute {
  readonly purpose: string
  readonly policy: Policy
  readonly channel: ChannelName
}

const routeOf = (
  policies: Policies,
  { channels, recipient, purpose }: TestMessage,
): TestRoute | undefined => {
  const reaching = channels.filter((channel) => kindFor(channel) === recipient.kind)
  return Object.entries(policies)
    .filter(([name]) => name === (purpose ?? name))
    .flatMap(([name, policy]) =>
      reaching
        .filter((channel) => policy.channels.includes(channel))
        .map((channel) => ({ purpose: name, policy, channel })),
    )[0]
}

const eventOf = (
  { keyRing }: TestParts,
  { provider, recipient, actor }: TestMessage,
  { purpose, channel }: TestRoute,
): EventToBe => ({
  type: 'integration.tested',
  actor,
  facts: { integration: provider.id, channel, purpose },
  person: eventPerson(keyRing, recipient),
})
