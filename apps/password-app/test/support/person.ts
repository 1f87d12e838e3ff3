/** What somebody sees after a click. */
export interface Shown {
  readonly status: number
  /** Where they are, redirects followed. */
  readonly path: string
  readonly text: string
}

/** The fields of a form as they were filled in. */
export type Filled = Readonly<Record<string, string>>

/** Somebody with a browser that keeps the app's cookie. */
export interface Person {
  open(path: string): Promise<Shown>
  /** Fills a form in and sends it. */
  submit(path: string, filled: Filled, headers?: Filled): Promise<Shown>
}

/** Finds what must go with a form, for example by reading a code from a phone. */
export type Accompany = (path: string, filled: Filled) => Promise<Filled>

/** Somebody who uses the app at `url`. */
export const createPerson = (url: string, accompany: Accompany = async () => ({})): Person => {
  const cookies = new Map<string, string>()
  const go = async (path: string, init: RequestInit = {}): Promise<Shown> => {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
    const headers = { ...init.headers, cookie }
    const answer = await fetch(new URL(path, url), { ...init, headers, redirect: 'manual' })
    const text = await answer.text()
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    const location = answer.headers.get('location')
    return location === null ? { status: answer.status, path, text } : go(location)
  }
  return {
    open: (path) => go(path),
    submit: async (path, filled, given) => {
      const headers = given ?? (await accompany(path, filled))
      return go(path, { method: 'POST', body: new URLSearchParams(filled), headers })
    },
  }
}
