const post = (path: string, body: string): string =>
  `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`

/** A Ghanaian number like no other of the run; its nine digits after the country code are a count. */
export const phoneOf = (n: number): string => `+233${String(200_000_000 + n)}`

/** Asks for a code. */
export const sendRequest = (phone: string): string =>
  post('/api/otp/send', `{"purpose":"bench","phone_e164":"${phone}"}`)

/** Proves it. */
export const verifyRequest = (phone: string, code: string): string =>
  post('/api/otp/verify', `{"purpose":"bench","phone_e164":"${phone}","code":"${code}"}`)

const codeField = /\r\ndebug-otp: (\d+)/i

/** The code, which the server shows in development. */
export const codeIn = (head: string): string | undefined => codeField.exec(head)?.[1]
