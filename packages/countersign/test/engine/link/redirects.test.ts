import { expect, test } from 'vitest'
import { createAllowedRedirect, readRedirect } from '../../../src/engine/link/redirects.ts'

const target = 'https://app.acme.example/signed-in'
const entries = [
  target,
  'https://app.acme.example/with?query=1',
  'https://xn--bcher-kva.example/done',
  'http://localhost:5173/done',
]
const allowed = createAllowedRedirect(entries)

test.each(entries)('C5 %s is allowed as it stands in the configuration', (entry) => {
  expect(allowed(entry)).toBe(entry)
})

test.each([
  'https://APP.ACME.EXAMPLE/signed-in',
  'https://app.acme.example:443/signed-in',
  'https://app.acme.example/x/../signed-in',
])(
  'C5 %s means the same to every browser, and leads to the spelling of the configuration',
  (same) => {
    expect(allowed(same)).toBe(target)
  },
)

const hostile: readonly (readonly [string, string])[] = [
  ['', 'nothing'],
  ['/signed-in', 'a path alone'],
  ['//app.acme.example/signed-in', 'no scheme'],
  ['///app.acme.example/signed-in', 'three slashes'],
  ['https:app.acme.example/signed-in', 'no slashes'],
  ['https:/app.acme.example/signed-in', 'one slash'],
  ['https:\\\\app.acme.example\\signed-in', 'backslashes'],
  ['https://app.acme.example\\signed-in', 'a backslash for a slash'],
  ['https://evil.example\\@app.acme.example/signed-in', 'a backslash before a user name'],
  ['https://app.acme.example@evil.example/signed-in', 'the host as a user name'],
  ['https://evil.example@app.acme.example/signed-in', 'a user name'],
  ['https://:secret@app.acme.example/signed-in', 'a password'],
  ['https://app.acme.example:@evil.example/signed-in', 'the host as a user name with a colon'],
  ['https://app.acme.example.evil.example/signed-in', 'the host as a subdomain of another'],
  ['https://evil-app.acme.example/signed-in', 'a host that ends alike'],
  ['https://app.acme.example./signed-in', 'a dot behind the host'],
  ['https://app.acme.example。evil.example/signed-in', 'an ideographic full stop'],
  ['https://аpp.acme.example/signed-in', 'a Cyrillic letter'],
  ['https://bücher.example/done', 'a host that is not in punycode'],
  ['https://xn--app-acme.example/signed-in', 'another host in punycode'],
  ['https://app.acme.example:8443/signed-in', 'another port'],
  ['https://app.acme.example:80/signed-in', 'the port of http'],
  ['http://app.acme.example/signed-in', 'no https'],
  ['http://localhost:5174/done', 'another port of this machine'],
  ['http://127.0.0.1:5173/done', 'another name of this machine'],
  ['http://localhost.evil.example:5173/done', 'a host that begins like this machine'],
  ['http://2130706433:5173/done', 'this machine as a number'],
  ['https://app.acme.example/signed-in/', 'a slash at the end'],
  ['https://app.acme.example//signed-in', 'two slashes in the path'],
  ['https://app.acme.example/Signed-In', 'other case in the path'],
  ['https://app.acme.example/signed%2Din', 'a percent sign in the path'],
  ['https://app.acme.example/%2e%2e/signed-in/..', 'dots in the path'],
  ['https://app.acme.example/a%2F..%2Fsigned-in', 'encoded slashes'],
  ['https://app.acme.example/signed-in/../admin', 'dots that leave the path'],
  ['https://app.acme.example/signed-in;x=1', 'a path parameter'],
  ['https://app.acme.example/signed-in?next=https://evil.example', 'a query'],
  ['https://app.acme.example/signed-in?', 'an empty query'],
  ['https://app.acme.example/with', 'no query'],
  ['https://app.acme.example/with?query=1&more=2', 'more in the query'],
  ['https://app.acme.example/with?query=2', 'another query'],
  ['https://app.acme.example/signed-in#token', 'a fragment'],
  ['https://app.acme.example/signed-in#', 'an empty fragment'],
  [' https://app.acme.example/signed-in', 'a space in front'],
  ['https://app.acme.example/signed-in ', 'a space behind'],
  ['\thttps://app.acme.example/signed-in', 'a tab in front'],
  ['https://app.acme.\texample/signed-in', 'a tab in the host'],
  ['ht\ntps://app.acme.example/signed-in', 'a line break in the scheme'],
  ['https://app.acme.example/signed-in\r\nset-cookie: x=1', 'a header behind'],
  ['https://app.acme.example/signed-in\u0000', 'a NUL behind'],
  ['https://app.acme.example/sig\u200bned-in', 'a letter without width'],
  ['\ufeffhttps://app.acme.example/signed-in', 'a byte order mark'],
  ['javascript:alert(1)//https://app.acme.example/signed-in', 'a script'],
  ['JavaScript://app.acme.example/signed-in%0aalert(1)', 'a script that looks like an address'],
  ['data:text/html,https://app.acme.example/signed-in', 'data'],
  ['vbscript:x', 'another script'],
  ['file:///etc/passwd', 'a file'],
  ['blob:https://app.acme.example/signed-in', 'a blob'],
  ['view-source:https://app.acme.example/signed-in', 'a source'],
  ['ftp://app.acme.example/signed-in', 'another scheme'],
  ['wss://app.acme.example/signed-in', 'a socket'],
  ['https://[::1]/signed-in', 'an address of this machine'],
  ['https://0x7f.1/signed-in', 'an address in hexadecimal'],
  ['https://', 'a scheme alone'],
  ['https://%61pp.acme.example/%73igned-in', 'percent signs in the path and the host'],
  ['HTTPS://app.acme.example/signed-in', 'a scheme in capitals'],
  ['__proto__', 'a name of every object'],
]

test.each(hostile)('C5 %j is not allowed: %s', (typed) => {
  expect(allowed(typed)).toBeUndefined()
})

test('C5 an entry that could not be used allows nothing', () => {
  const odd = createAllowedRedirect(['http://app.acme.example/', 'https://a@b.example/', 'x'])
  for (const typed of [
    'http://app.acme.example/',
    'https://b.example/',
    'x',
    'https://a@b.example/',
  ])
    expect(odd(typed)).toBeUndefined()
})

test('C5 nothing long is looked at', () => {
  const long = `${target}?${'x'.repeat(3000)}`
  expect(createAllowedRedirect([long])(long)).toBeUndefined()
})

test('C5 this machine may be reached without https, and nothing else', () => {
  for (const host of ['localhost', '127.0.0.1', '[::1]'])
    expect(readRedirect(`http://${host}:3000/x`)).toBe(`http://${host}:3000/x`)
  for (const host of ['10.0.0.1', 'acme.example', '[::2]', '127.0.0.2'])
    expect(readRedirect(`http://${host}/x`)).toBeUndefined()
})
