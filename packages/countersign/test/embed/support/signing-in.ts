import { type Countersign, createSecret, readPhone } from 'countersign'

/** Somebody with a session. */
export interface SignedInPerson {
  readonly token: string
  readonly session: { readonly ref: string; readonly userId: string }
}

const purpose = 'sign_in'
const requester = { ip: '203.0.113.1', subject: undefined, isCaller: false, scope: 'test' }

/** Signs the owner of a phone in with a code. */
export const signIn = async (
  { engine }: Countersign,
  phone: string,
  lastCode: () => string,
): Promise<SignedInPerson> => {
  const recipient = readPhone(phone)
  if (recipient === undefined) throw new Error('not a phone')
  await engine.send({ purpose, recipient, requester })
  const code = createSecret(lastCode())
  const outcome = await engine.verify({ purpose, recipient, requester, code })
  if (outcome.kind !== 'verified' || outcome.opened?.kind !== 'session')
    throw new Error(`no session: ${outcome.kind}`)
  const { token, user } = outcome.opened
  const found = await engine.sessions.find(token)
  if (found === undefined) throw new Error('the session is not there')
  return { token: token.reveal(), session: { ref: found.session.ref, userId: user.id } }
}
