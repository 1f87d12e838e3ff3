/** What browsers know of the place where people reach us. */
export interface Site {
  /** For example `https://otp.acme.example`. */
  readonly origin: string
  readonly isHttps: boolean
}

/** The site at a public address. */
export const siteAt = ({ origin, protocol }: URL): Site => ({
  origin,
  isHttps: protocol === 'https:',
})
