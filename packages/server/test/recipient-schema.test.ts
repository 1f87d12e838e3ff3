import { expect, test } from 'vitest'
import { emailDomainsSchema } from '../src/config/recipient-schema.ts'

test('B7 E3 a domain in the configuration is spelled like the domain of an address', () => {
  const typed = ['BÜCHER.example', 'xn--bcher-kva.example', 'Mail.Example']
  expect(emailDomainsSchema.parse({ allow: typed, deny: typed })).toEqual({
    allow: ['xn--bcher-kva.example', 'xn--bcher-kva.example', 'mail.example'],
    deny: ['xn--bcher-kva.example', 'xn--bcher-kva.example', 'mail.example'],
  })
})
