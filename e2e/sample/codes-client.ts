/** What Countersign answered. */
export interface CodesAnswer {
  readonly http: number
  readonly status?: string
  readonly code?: string
  readonly detail?: string
  readonly proof_token?: string
  readonly step_up_token?: string
}

/** What the script of the pages does, without a browser. */
export interface CodesClient {
  send(purpose: string, phone: string): Promise<CodesAnswer>
  verify(purpose: string, phone: string, code: string): Promise<CodesAnswer>
}

/** The purpose of each form that needs a code. */
export const purposeOf: Readonly<Record<string, string>> = {
  '/register': 'register',
  '/login': 'login',
  '/reset': 'reset',
  '/transfer': 'step_up',
}

/** The header that carries what a code opened. */
export const proofHeader = (purpose: string, token: string): Readonly<Record<string, string>> => ({
  [purpose === 'step_up' ? 'x-step-up-token' : 'x-otp-token']: token,
})

/** The token in an answer, or an empty one. */
export const tokenIn = ({ proof_token, step_up_token }: CodesAnswer): string =>
  proof_token ?? step_up_token ?? ''

/** Asks the API that the app at `url` serves. */
export const createCodesClient = (url: string): CodesClient => {
  const post = async (path: string, question: object): Promise<CodesAnswer> => {
    const answer = await fetch(`${url}/api/otp/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(question),
    })
    return { ...((await answer.json()) as object), http: answer.status }
  }
  return {
    send: (purpose, phone) => post('send', { purpose, phone_e164: phone }),
    verify: (purpose, phone, code) => post('verify', { purpose, phone_e164: phone, code }),
  }
}
