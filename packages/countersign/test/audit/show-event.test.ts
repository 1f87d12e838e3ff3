import { type AuditEvent, showEvent } from 'countersign'
import { expect, test } from 'vitest'

const event: AuditEvent = {
  ...{ stream: '0', n: 7, atMs: 0, type: 'code.attempted', outcome: 'wrong' },
  facts: '{"actor":"admin:kofi","purpose":"login"}',
  person: '{"recipient":"aGFzaA","masked":"+233•••56","salt":"c2FsdA"}',
  ...{ commitment: Buffer.alloc(32, 1), eventId: Buffer.alloc(16, 2) },
  ...{ keyId: 'audit-1', mac: Buffer.alloc(32, 3) },
}

test('G1 F8 an event is shown without hashes, salt and MAC', () => {
  expect(showEvent(event)).toEqual({
    ...{ id: '0:7', at: '1970-01-01T00:00:00.000Z', type: 'code.attempted', outcome: 'wrong' },
    ...{ actor: 'admin:kofi', recipient: '+233•••56', facts: { purpose: 'login' } },
  })
  expect(showEvent({ ...event, person: null }).recipient).toBeNull()
})

test.each([
  ['{"url":"https://hooks.example/T0/hidden"}', '{"url":"https://hooks.example/…"}'],
  ['{"url":"https://a:hidden@hooks.example:8443"}', '{"url":"https://hooks.example:8443/…"}'],
  ['{"url":"https://hooks.example?key=hidden"}', '{"url":"https://hooks.example/…"}'],
  ['{"url":"https:hooks.example/hidden"}', '{"url":"https://hooks.example/…"}'],
  ['{"url":"smtp://hidden@mail.example:587"}', '{"url":"smtp://mail.example:587/…"}'],
  ['{"a":{"b":["https://hooks.example/#hidden"]}}', '{"a":{"b":["https://hooks.example/…"]}}'],
  ['{"baseUrl":"https://sms.example/"}', '{"baseUrl":"https://sms.example/"}'],
  ['{"from":"Acme <otp@acme.example>"}', '{"from":"Acme <otp@acme.example>"}'],
  ['{"senderId":"Acme: hello"}', '{"senderId":"Acme: hello"}'],
  ['no JSON', 'no JSON'],
])('E7 G1 of an address in settings that were changed the host is shown: %s', (settings, shown) => {
  const facts = JSON.stringify({ integration: 'webhook', settings })
  const changed = showEvent({ ...event, type: 'integration.changed', facts })
  expect(changed.facts).toEqual({ integration: 'webhook', settings: shown })
})

test.each([
  ['facts that are no JSON', { facts: 'drop' }, { facts: { unreadable: 'drop' } }],
  ['facts that are a number', { facts: '7' }, { facts: { value: 7 } }],
  ['an actor that is no text', { facts: '{"actor":{}}' }, { actor: null }],
  ['a person that is nobody', { person: 'null' }, { recipient: null }],
  ['a time that no clock gives', { atMs: 9e18 }, { at: '9000000000000000000' }],
])(
  'F2 an event that somebody wrote into the database with %s is shown all the same',
  (_what, changes, shown) => {
    expect(showEvent({ ...event, ...changes })).toMatchObject(shown)
  },
)
