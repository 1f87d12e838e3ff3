import {
  createPerson,
  type Filled,
  type Person,
  type Shown,
} from '../../apps/password-app/test/support/person.ts'
import {
  type CodesClient,
  createCodesClient,
  proofHeader,
  purposeOf,
  tokenIn,
} from './codes-client.ts'
import type { SampleWorld } from './world.ts'

/** Somebody with a browser and a phone. */
export interface Customer extends Pick<Person, 'open' | 'submit'> {
  readonly phone: string
  readonly codes: CodesClient
  /** Registers, with whatever goes with the form. */
  register(headers?: Filled): Promise<Shown>
  logIn(headers?: Filled): Promise<Shown>
  /** Proves the phone for a purpose. Returns the header that says so. */
  prove(purpose: string): Promise<Filled>
}

const password = 'three blue goats'
const recovery = 'mango harbour drum'

/** A phone that nobody else has. */
export const newPhone = (() => {
  let count = 0
  return () => `+2332480${String(++count).padStart(5, '0')}`
})()

/** A new customer at one process of the app. */
export const createCustomer = (
  world: SampleWorld,
  url: string = world.url,
  phone: string = newPhone(),
): Customer => {
  const codes = createCodesClient(url)
  const prove = async (purpose: string) => {
    const sent = await codes.send(purpose, phone)
    if (sent.status !== 'sent') throw new Error(`no code for ${purpose}: ${JSON.stringify(sent)}`)
    const verified = await codes.verify(purpose, phone, world.codeOn(phone))
    return proofHeader(purpose, tokenIn(verified))
  }
  const person = createPerson(url)
  return {
    ...{ ...person, phone, codes, prove },
    register: (headers = {}) =>
      person.submit('/register', { name: 'Ama', phone, password, recovery }, headers),
    logIn: (headers = {}) => person.submit('/login', { phone, password }, headers),
  }
}

/** Somebody who does what the script of the pages does before each form, and waits as long as it says. */
export const createObedientPerson = (world: SampleWorld): Person =>
  createPerson(world.url, async (path, { phone = '' }) => {
    const purpose = purposeOf[path]
    if (purpose === undefined) return {}
    const codes = createCodesClient(world.url)
    const sent = await codes.send(purpose, phone)
    if (sent.http === 429) {
      await world.pass(60)
      await codes.send(purpose, phone)
    }
    const verified = await codes.verify(purpose, phone, world.codeOn(phone))
    return proofHeader(purpose, tokenIn(verified))
  })
