import type { HttpParts } from './parts.ts'
import type { Route } from './route.ts'
import { adminPageRoutes } from './routes/admin/admin-pages.ts'
import { adminRoutes } from './routes/admin/admin-routes.ts'
import { meRoutes } from './routes/auth/me.ts'
import { rotateRoute } from './routes/auth/rotate.ts'
import { sessionRoutes } from './routes/auth/sessions.ts'
import { signInRoute } from './routes/auth/sign-in.ts'
import { signInCodeRoutes } from './routes/auth/sign-in-code.ts'
import { devOutboxRoutes } from './routes/dev-outbox.ts'
import { documentationRoutes } from './routes/documentation.ts'
import { healthRoutes } from './routes/health.ts'
import { magicLinkRoutes } from './routes/magic-link.ts'
import { magicLinkPageRoute } from './routes/magic-link-page.ts'
import { otpRedeemRoute } from './routes/otp-redeem.ts'
import { otpSendRoutes } from './routes/otp-send.ts'
import { otpVerifyRoute } from './routes/otp-verify.ts'
import { webhookRoutes } from './routes/webhooks.ts'

/** Every route there is. */
export const allRoutes = (parts: HttpParts): readonly Route[] => {
  const routes: readonly Route[] = [
    ...otpSendRoutes(parts),
    otpVerifyRoute(parts),
    otpRedeemRoute(parts),
    ...magicLinkRoutes(parts),
    ...signInCodeRoutes(parts),
    signInRoute(parts),
    ...meRoutes(parts),
    ...sessionRoutes(parts),
    rotateRoute(parts),
    ...webhookRoutes(parts),
    ...(parts.admin ? adminRoutes(parts.admin) : []),
    ...healthRoutes(parts),
  ]
  const inDevelopment = parts.development ? devOutboxRoutes(parts.development) : []
  const adminPages = parts.admin ? adminPageRoutes(parts.admin) : []
  return [
    ...routes,
    magicLinkPageRoute(parts),
    ...adminPages,
    ...documentationRoutes(routes, parts),
    ...inDevelopment,
  ]
}
