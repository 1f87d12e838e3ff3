import { describe, expect, test } from 'vitest'
import { findLeaks, type Marker } from './support/leak-search.ts'

const phone: Marker = { name: 'phone', kind: 'phone', value: '+233245777031' }
const email: Marker = { name: 'email', kind: 'text', value: 'Kwéku.o+tag@mail.example' }
const code: Marker = { name: 'code', kind: 'digits', value: '904417' }
const key: Marker = { name: 'key', kind: 'text', value: Uint8Array.of(0, 250, 255, 62, 63, 10, 92) }

const find = (text: string | Uint8Array, marker: Marker) =>
  findLeaks([{ name: 'here', bytes: Buffer.from(text) }], [marker])

const quotedPrintable = (text: string) =>
  [...Buffer.from(text)]
    .map((byte) =>
      /[\w.]/.test(String.fromCharCode(byte))
        ? String.fromCharCode(byte)
        : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`,
    )
    .join('')

const allEscaped = (text: string, before: string) =>
  [...Buffer.from(text)].map((byte) => before + byte.toString(16).padStart(2, '0')).join('')

describe('G1 the search for leaks finds a marker, however it is written', () => {
  test.each([phone, email, code, key])('$name', (marker) => {
    const value = Buffer.from(marker.value)
    const text = value.toString('latin1')
    const written: readonly (string | Uint8Array)[] = [
      Buffer.concat([Buffer.from('a '), value, Buffer.from(' b')]),
      value.toString('hex'),
      value.toString('hex').toUpperCase(),
      ...['', 'a', 'ab', 'abc'].flatMap((before) =>
        ['', 'x', 'yz'].flatMap((after) => {
          const whole = Buffer.concat([Buffer.from(before), value, Buffer.from(after)])
          return [whole.toString('base64'), whole.toString('base64url')]
        }),
      ),
      [...value].map((byte) => `%${byte.toString(16).padStart(2, '0').toUpperCase()}`).join(''),
      [...value].map((byte) => `=${byte.toString(16).padStart(2, '0').toUpperCase()}`).join(''),
      [...text].map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
    ]
    for (const form of written) expect(find(form, marker), String(form)).not.toEqual([])
  })

  test('a phone without its plus and with separators, an address as URLs and mails have it', () => {
    for (const form of ['233245777031', '233 24 577 7031', '(233) 245-777-031', '233.245.777.031'])
      expect(find(form, phone), form).not.toEqual([])
    expect(find('%2B233245777031', phone)).not.toEqual([])
    expect(find(encodeURIComponent(String(email.value)), email)).not.toEqual([])
    expect(find(quotedPrintable(String(email.value)), email)).not.toEqual([])
    expect(find(allEscaped(String(email.value), '%'), email)).not.toEqual([])
    expect(find('Kw=C3=A9ku.o+tag=40mail.=\r\nexample', email)).not.toEqual([])
  })

  test('a code with separators, between letters and between bytes, but not inside a longer number', () => {
    for (const form of ['code904417.', '904 417', '904-417', '90 44 17', '\u0000904417\u00ff'])
      expect(find(Buffer.from(form, 'latin1'), code), form).not.toEqual([])
    for (const form of ['19044170', '9044171', '1904417', '90441'])
      expect(find(form, code), form).toEqual([])
  })

  test('and says nothing of masked forms and of other values', () => {
    expect(find('+233•••31 904418', phone)).toEqual([])
    expect(find('K•••@mail.example', email)).toEqual([])
  })
})
