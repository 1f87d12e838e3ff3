import type { Config } from '../config/config.ts'
import { shownStoreUrl } from '../open-store.ts'
import { version } from '../version.ts'

/** What is known when the server listens. */
export interface Started {
  readonly port: number
  readonly metricsPort: number | undefined
  /** None if somebody has a token for the console. */
  readonly signInLink: string | undefined
}

/** Address of the server on this machine. */
export const baseUrl = (port: number): string => `http://localhost:${port}`

/** What a developer reads after `npm start`. The lines for the shell work as they stand. */
export const banner = (
  { storeUrl, metrics }: Config,
  { port, metricsPort, signInLink }: Started,
): string => {
  const base = baseUrl(port)
  const metricsUrl =
    metricsPort === undefined
      ? `none: port ${metrics.port} is in use`
      : `http://localhost:${metricsPort}/metrics`
  const send = '{"purpose":"login","phone_e164":"+233244123456"}'
  const verify = `{\\"purpose\\":\\"login\\",\\"phone_e164\\":\\"+233244123456\\",\\"code\\":\\"$CODE\\"}`
  return `
Countersign ${version}, development mode, ${shownStoreUrl(storeUrl)}

  API       ${base}
  API docs  ${base}/docs
  Outbox    ${base}/dev/outbox  (messages end here, nothing is really sent)
  Console   ${signInLink === undefined ? `${base}/admin  (sign in with a token: countersign admin create NAME)` : `${signInLink}  (good once, within ten minutes)`}
  Metrics   ${metricsUrl}

Send a code, then check it:

  curl ${base}/api/otp/send -H 'Content-Type: application/json' -d '${send}'

  CODE=$(curl -s ${base}/dev/outbox -H 'Accept: application/json' | grep -o '"code":"[0-9]*"' | head -1 | tr -cd 0-9)
  curl ${base}/api/otp/verify -H 'Content-Type: application/json' -d "${verify}"

`
}
