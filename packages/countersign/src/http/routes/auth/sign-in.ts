import type { VerifyOutcome } from '../../../engine/verify.ts'
import { CountersignError } from '../../../ports/error.ts'
import { createSecret } from '../../../ports/secret.ts'
import { type Answer, answer, problem } from '../../answer.ts'
import { signedInAnswer, signInVerifyBody } from '../../contract/auth.ts'
import type { HttpParts } from '../../parts.ts'
import { bodyRoute, type Route } from '../../route.ts'
import { readContact } from '../../session/read-contact.ts'
import { isCrossSite, type Pages } from '../../session/sender.ts'
import { sessionCookie } from '../../session/session-cookie.ts'
import { sessionLabel } from '../../session/session-label.ts'
import { shownUser } from '../../session/shown-user.ts'
import { disabledAnswer } from '../disabled.ts'
import { limitedAnswer } from '../limited.ts'
import { readBrowser, signInPurpose } from './browser.ts'

/** `POST /api/auth/otp/verify`. */
export const signInRoute = (parts: HttpParts): Route =>
  bodyRoute({
    method: 'post',
    path: '/api/auth/otp/verify',
    summary: 'Sign in with a code',
    description:
      'Finds the user of the phone or address, or makes one, and begins a session: as a cookie for browsers, and as a token for others. Wrong, expired, used, locked and unknown codes all get the same answer, byte for byte.',
    failures: 'sign_in',
    codeFor: [signInPurpose],
    body: signInVerifyBody,
    success: {
      schema: signedInAnswer,
      description: 'The code was right. The answer sets the cookie.',
    },
    problems: [
      'sign_in_failed',
      'invalid_request',
      'cross_site',
      'payload_too_large',
      'unsupported_media_type',
      'rate_limited',
      'otp_disabled',
      'unavailable',
    ],
    handle: async ({ body, request, peer }) => {
      // Somebody else's page must not sign a person in as somebody else either.
      if (isCrossSite(request, parts.pages)) return problem('cross_site')
      const recipient = readContact(body, parts.defaultCountry)
      if ('status' in recipient) return recipient
      const outcome = await parts.engine.verify({
        ...{ purpose: signInPurpose, recipient },
        code: createSecret(body.otp),
        requester: readBrowser(parts, { request, peer }),
        label: sessionLabel(request.headers.get('user-agent')),
      })
      return toAnswer(outcome, parts.pages)
    },
  })

const toAnswer = (outcome: VerifyOutcome, pages: Pages): Answer => {
  switch (outcome.kind) {
    case 'verified':
      return signedIn(outcome, pages)
    case 'refused':
      return problem('sign_in_failed')
    case 'limited':
      return limitedAnswer(outcome)
    case 'sign_in_required':
    case 'sign_in_again':
    case 'contact_taken':
      return problem(outcome.kind)
    // Nobody is signed in without a code.
    case 'skipped':
    case 'disabled':
      return disabledAnswer()
  }
}

const signedIn = (
  { opened }: Extract<VerifyOutcome, { readonly kind: 'verified' }>,
  { site }: Pages,
): Answer => {
  if (opened?.kind !== 'session')
    throw new CountersignError('internal_error', `purpose ${signInPurpose} grants no session`)
  const { token, user, isNew } = opened
  return answer(
    {
      success: true,
      message: 'You are signed in',
      token: token.reveal(),
      user: shownUser(user, isNew),
    },
    { headers: { 'set-cookie': sessionCookie(opened, site) } },
  )
}
