import { expect } from 'vitest'
import type { Person, Shown } from './person.ts'

/** What the app promises, whatever stands in front of its routes. */
export interface PasswordCase {
  readonly title: string
  /** Whether money moves in it. */
  readonly movesMoney?: boolean
  readonly run: (newPerson: () => Person) => Promise<void>
}

const newPhone = (() => {
  let count = 0
  return () => `+2332470${String(++count).padStart(5, '0')}`
})()

const password = 'three blue goats'
const recovery = 'mango harbour drum'

const register = async (person: Person, phone = newPhone()) => {
  const shown = await person.submit('/register', { name: 'Ama', phone, password, recovery })
  return { phone, shown }
}

const isIn = ({ path, text }: Shown) => path === '/' && text.includes('Welcome, Ama')

/** What the app's own tests say. */
export const passwordCases: readonly PasswordCase[] = [
  {
    title: 'somebody who registers is logged in, and is who they say',
    run: async (newPerson) => {
      const ama = newPerson()
      const { phone, shown } = await register(ama)
      expect(shown).toSatisfy(isIn)
      expect((await ama.open('/me')).text).toContain(phone)
    },
  },
  {
    title: 'a phone number has one account',
    run: async (newPerson) => {
      const { phone } = await register(newPerson())
      const { shown } = await register(newPerson(), phone)
      expect(shown.status).toBe(409)
      expect(shown.text).toContain('has an account')
    },
  },
  {
    title: 'a short password opens no account',
    run: async (newPerson) => {
      const filled = { name: 'Ama', phone: newPhone(), password: 'short', recovery }
      const { status, text } = await newPerson().submit('/register', filled)
      expect(status).toBe(422)
      expect(text).toContain('at least ten characters')
    },
  },
  {
    title: 'the right password logs in, once logged out',
    run: async (newPerson) => {
      const ama = newPerson()
      const { phone } = await register(ama)
      await ama.submit('/logout', {})
      expect((await ama.open('/me')).path).toBe('/login')
      expect(await ama.submit('/login', { phone, password })).toSatisfy(isIn)
    },
  },
  {
    title: 'a wrong password logs nobody in',
    run: async (newPerson) => {
      const { phone } = await register(newPerson())
      const eve = newPerson()
      const { status, text } = await eve.submit('/login', { phone, password: 'three red goats' })
      expect(status).toBe(401)
      expect(text).toContain('is wrong')
      expect((await eve.open('/me')).path).toBe('/login')
    },
  },
  {
    title: 'the recovery phrase sets a new password and logs everybody else out',
    run: async (newPerson) => {
      const [before, after] = [newPerson(), newPerson()]
      const { phone } = await register(before)
      const filled = { phone, recovery, password: 'four green goats' }
      expect(await after.submit('/reset', filled)).toSatisfy(isIn)
      expect((await before.open('/me')).path).toBe('/login')
    },
  },
  {
    title: 'without the recovery phrase the password stays',
    run: async (newPerson) => {
      const { phone } = await register(newPerson())
      const filled = { phone, recovery: 'some other words', password: 'four green goats' }
      expect((await newPerson().submit('/reset', filled)).status).toBe(401)
      expect(await newPerson().submit('/login', { phone, password })).toSatisfy(isIn)
    },
  },
  {
    title: 'money that is sent leaves one balance and reaches the other',
    movesMoney: true,
    run: async (newPerson) => {
      const [ama, kofi] = [newPerson(), newPerson()]
      const { phone } = await register(ama)
      const { phone: to } = await register(kofi)
      expect(await ama.submit('/transfer', { phone, to, amount: '12.50' })).toSatisfy(isIn)
      expect((await ama.open('/me')).text).toContain('GH₵ 37.50')
      expect((await kofi.open('/me')).text).toContain('GH₵ 62.50')
    },
  },
  {
    title: 'nobody sends what they do not have',
    movesMoney: true,
    run: async (newPerson) => {
      const [ama, kofi] = [newPerson(), newPerson()]
      const { phone } = await register(ama)
      const { phone: to } = await register(kofi)
      const { status, text } = await ama.submit('/transfer', { phone, to, amount: '50.01' })
      expect(status).toBe(422)
      expect(text).toContain('do not have that much')
    },
  },
]
