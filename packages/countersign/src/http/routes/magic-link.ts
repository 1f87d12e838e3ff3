import { systemRandom } from '../../ports/random.ts'
import { createSecret } from '../../ports/secret.ts'
import { problem } from '../answer.ts'
import {
  linkRecipientOf,
  linkSendBody,
  linkVerifiedAnswer,
  linkVerifyBody,
} from '../contract/magic-link.ts'
import { actionOf } from '../contract/proof.ts'
import { sentAnswer } from '../contract/send.ts'
import { skippedAnswer } from '../contract/skipped.ts'
import { z } from '../contract/zod.ts'
import { readIdempotencyKey } from '../idempotency-key.ts'
import { browserCookie, browserIn, newBrowser } from '../link/browser-cookie.ts'
import type { HttpParts } from '../parts.ts'
import { bodyRoute, type Route } from '../route.ts'
import { isCrossSite } from '../session/sender.ts'
import { sessionLabel } from '../session/session-label.ts'
import { captchaTokenIn, debugHeaders, sendProblems, sentAnswerTo } from './sent-answer.ts'
import { verifiedAnswerTo, verifyProblems } from './verified-answer.ts'

/** `POST /api/magic-link/send` and `/verify`. */
export const magicLinkRoutes = (parts: HttpParts): readonly Route[] => [
  sendRoute(parts),
  verifyRoute(parts),
]

const sendRoute = (parts: HttpParts): Route =>
  bodyRoute({
    method: 'post',
    path: '/api/magic-link/send',
    summary: 'Send a link',
    description:
      'Sends an email with a link and a code; either is good for the other, once. Answers as send does. Sets a cookie by which the page behind the link knows the browser that asked; any other browser asks the person to confirm.',
    takesApiKey: true,
    session: 'optional',
    takesIdempotencyKey: true,
    body: linkSendBody,
    success: {
      schema: z.union([sentAnswer, skippedAnswer]),
      description:
        'The message is on its way; or codes are switched off, and this purpose goes on without.',
    },
    problems: sendProblems,
    handle: async ({ body, request, peer }) => {
      const recipient = linkRecipientOf(body)
      if (recipient === undefined) return problem('invalid_request')
      const requester = await parts.readCaller({ request, peer }, body)
      const { site } = parts.pages
      const { purpose, locale } = body
      const browser = browserIn(request, site) ?? newBrowser(systemRandom)
      const outcome = await parts.engine.send({
        ...{ purpose, recipient, locale, requester },
        idempotencyKey: readIdempotencyKey(request),
        captchaToken: captchaTokenIn(body),
        session: requester.session,
        link: { redirectTo: body.redirect_to, browser },
      })
      const seconds = outcome.kind === 'sent' ? outcome.expiresInSeconds : 0
      return sentAnswerTo(outcome, {
        ...debugHeaders(parts.development, { request, recipient, purpose }),
        'set-cookie': browserCookie(browser, { site, seconds }),
      })
    },
  })

const verifyRoute = (parts: HttpParts): Route =>
  bodyRoute({
    method: 'post',
    path: '/api/magic-link/verify',
    summary: 'Use a link',
    description:
      'What the button behind a link does. A link and the code in the same message are one: tries add up, and either ends both. Every link that is not good gets the same answer, byte for byte: 400 `invalid_code`. Only a page of ours may call this, so that nobody is signed in without wanting it.',
    takesApiKey: true,
    session: 'optional',
    codeFor: 'every purpose',
    body: linkVerifyBody,
    success: {
      schema: z.union([linkVerifiedAnswer, skippedAnswer]),
      description:
        'The link was good; or codes are switched off, and this purpose goes on without.',
    },
    problems: verifyProblems,
    handle: async ({ body, request, peer }) => {
      if (isCrossSite(request, parts.pages)) return problem('cross_site')
      const requester = await parts.readCaller({ request, peer }, body)
      const link = parts.engine.readLink(createSecret(body.token))
      if (link === undefined) return problem('invalid_code')
      const { purpose, recipient, secret, redirectTo } = link
      const outcome = await parts.engine.verify({
        ...{ purpose, recipient, requester, code: secret, isLink: true },
        action: actionOf(body),
        session: requester.session,
        label: sessionLabel(request.headers.get('user-agent')),
      })
      return verifiedAnswerTo(outcome, {
        ...{ purpose, requester, pages: parts.pages },
        redirect_to: redirectTo,
      })
    },
  })
