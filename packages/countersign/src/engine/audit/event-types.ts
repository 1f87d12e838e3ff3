/**
 * Every kind of event there is. The first word names what changed; what the store decided stands in
 * the event's outcome.
 */
export const eventTypes = {
  'code.opened': 'A code was made and written down, and is about to be handed over.',
  'code.settled': 'What became of the hand-over: accepted, unknown or refused.',
  'code.attempted':
    'A code was submitted, or the button behind a link pressed. The outcome says what the comparison came to.',
  'delivery.begun': 'A further provider was about to be called, or the same one again.',
  'delivery.reported': 'A provider reported how far a message has come.',
  'proof.redeemed': 'A proof was presented. The outcome says whether it was good.',
  'gate.opened':
    'A protected route let a request pass without a proof, because codes are switched off.',
  'session.created': 'A session began.',
  'session.rotated': 'A session was given a new token.',
  'session.ended':
    'Sessions ended: by logging out, by an administrator, or because the phone changed.',
  'user.verified':
    'Somebody who is signed in proved a phone or an address. `taken`: it is somebody else’s, and nothing changed.',
  'user.changed': 'A user chose a name.',
  'switch.changed': 'Sending was switched off or on for everything, or for a part.',
  'integration.changed': 'Switch or settings of an integration were changed.',
  'integration.tested':
    'A test message went to a provider: written down as `begun` before, and with the outcome after.',
  'recipient.unlocked': 'The failures of a recipient were forgotten.',
  'recipient.invalidated': 'Outstanding codes, links, proofs or sessions were ended.',
  'recipient.erased': 'A person was erased. The facts name the events that were about them.',
  'suppression.cleared': 'Sending to a suppressed recipient was allowed again.',
  'admin.created': 'A token for an administrator was made.',
  'admin.revoked': 'A token of an administrator was revoked.',
  'admin.link_created': 'A link was made that signs an administrator in to the console once.',
  'admin.signed_in': 'An administrator signed in to the console.',
  'api_key.created': 'A key for a server-side caller was made.',
  'api_key.revoked': 'A key of a server-side caller was revoked.',
  'key.rotated': 'A key of the key ring was replaced by a new one.',
  'key.retired': 'An old key of the key ring was retired.',
  'config.changed': 'The server started with another configuration than the last one.',
  'abuse.detected': 'Sending looked like abuse.',
  'log.exported': 'The audit log was exported.',
} as const

/** One of {@link eventTypes}. */
export type EventType = keyof typeof eventTypes

/** Facts of an event: nothing that tells a person from others, and nothing secret. */
export type EventFacts = Readonly<
  Record<string, string | number | boolean | null | readonly string[] | undefined>
>
