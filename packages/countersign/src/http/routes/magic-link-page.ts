import { linkPath, type ReadLink } from '../../engine/link/links.ts'
import { maskRecipient } from '../../engine/recipient.ts'
import { createSecret } from '../../ports/secret.ts'
import type { Answer } from '../answer.ts'
import { proofFieldOf } from '../contract/proof.ts'
import { browserIn } from '../link/browser-cookie.ts'
import { badLinkBody, linkBody } from '../pages/link/link-body.ts'
import { linkScript } from '../pages/link/link-script.ts'
import { linkStyle } from '../pages/link/link-style.ts'
import { linkTextsFor } from '../pages/link/texts/index.ts'
import { renderPage } from '../pages/page.ts'
import type { HttpParts } from '../parts.ts'
import type { ApiRequest } from '../request.ts'
import type { Route } from '../route.ts'

/**
 * `GET /magic-link`: the page behind a link. It asks the store nothing and changes nothing, because
 * mail scanners open every link; only its button does. Whether the link is still good is found out then.
 */
export const magicLinkPageRoute = (parts: HttpParts): Route => ({
  method: 'get',
  path: linkPath,
  summary: 'The page behind a magic link',
  problems: [],
  handle: ({ request }) => {
    const token = new URL(request.url).searchParams.get('token') ?? ''
    const link = parts.engine.readLink(createSecret(token))
    return link === undefined ? badPage(parts) : linkPage(parts, { link, request })
  },
})

const linkPage = (
  { brand, pages: { site } }: HttpParts,
  { link, request }: { readonly link: ReadLink; readonly request: ApiRequest },
): Promise<Answer> => {
  const { purpose, recipient, locale, redirectTo } = link
  const { texts, ...language } = linkTextsFor(locale)
  const browser = browserIn(request, site)
  const title = link.title()
  const body = linkBody({
    ...{ brand, title, texts, field: proofFieldOf(purpose) },
    address: maskRecipient(recipient),
    isSameBrowser: browser !== undefined && link.isFrom(browser),
  })
  return renderPage({
    ...{ title, body, language, site: brand, style: linkStyle, script: linkScript },
    formAction: redirectTo && new URL(redirectTo).origin,
  })
}

/** 410 says to machines what the page says to people: there was something here, perhaps. */
const badPage = ({ brand, defaultLocale }: HttpParts): Promise<Answer> => {
  const { texts, ...language } = linkTextsFor(defaultLocale)
  const body = badLinkBody({ brand, texts })
  const style = linkStyle
  return renderPage({ title: texts.badTitle, body, language, site: brand, style, status: 410 })
}
