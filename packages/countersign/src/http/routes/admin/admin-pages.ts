import { showEvent } from '../../../engine/audit/show-event.ts'
import type { Admin } from '../../../ports/admin.ts'
import { CountersignError, errorCodes } from '../../../ports/error.ts'
import type { AdminParts } from '../../admin/admin-parts.ts'
import { deliveryRow } from '../../admin/rows/delivery-row.ts'
import { integrationRow } from '../../admin/rows/integration-row.ts'
import { purposeRows } from '../../admin/rows/purpose-rows.ts'
import { switchRow } from '../../admin/rows/switch-row.ts'
import { switchTargets } from '../../admin/switch-target.ts'
import type { Answer } from '../../answer.ts'
import { baseHeaders } from '../../headers.ts'
import { adminStyle as style } from '../../pages/admin/admin-style.ts'
import { brokenBody, consoleBody } from '../../pages/admin/console-body.ts'
import { consoleScript } from '../../pages/admin/console-script.ts'
import type { Overview } from '../../pages/admin/overview.ts'
import { linkBody, tokenBody } from '../../pages/admin/sign-in-body.ts'
import { signInScript } from '../../pages/admin/sign-in-script.ts'
import { renderPage } from '../../pages/page.ts'
import type { Call, Route } from '../../route.ts'

const rowsAtMost = 20

const readOverview = async (parts: AdminParts, admin: Admin): Promise<Overview> => {
  const { store, integrations } = parts
  const [rows, switches, purposes, deliveries, events] = await Promise.all([
    integrations.rows(),
    store.switches.list(),
    purposeRows(parts),
    store.deliveries.list({ rowsAtMost }),
    store.audit.list({ rowsAtMost }),
  ])
  return {
    admin,
    integrations: rows.map((row) => integrationRow(integrations, row)),
    switches: switches.map(switchRow),
    purposes,
    deliveries: deliveries.map(deliveryRow),
    events: events.map(showEvent),
    targets: switchTargets(parts),
  }
}

const showConsole = async (parts: AdminParts, call: Omit<Call, 'body'>): Promise<Answer> => {
  const admin = await parts.readAdmin(call, 'viewer')
  if ('status' in admin) return admin.status === 401 ? toSignIn() : admin
  const overview = await readOverview(parts, admin)
  return renderPage({ title: 'Console', body: consoleBody(overview), script: consoleScript, style })
}

/** The cookie is not sent when somebody comes from another site; from the sign-in page it is. */
const toSignIn = (): Answer => ({
  status: 302,
  headers: { ...baseHeaders, location: '/admin/sign-in' },
  body: null,
})

/** People in front of a browser get a page when the store is away, too. */
const broken = (error: unknown): Promise<Answer> => {
  if (!(error instanceof CountersignError) || error.code !== 'unavailable') throw error
  const { status, title } = errorCodes.unavailable
  return renderPage({ title: 'Console', body: brokenBody(title), style, status })
}

const signInPage = ({ request }: Pick<Call, 'request'>): Promise<Answer> => {
  const hasLink = new URL(request.url).searchParams.has('token')
  const body = hasLink ? linkBody() : tokenBody()
  return renderPage({ title: 'Sign in', body, script: signInScript, style })
}

/** `GET /admin`, and `GET /admin/sign-in`, which spends nothing. */
export const adminPageRoutes = (parts: AdminParts): readonly Route[] => [
  {
    method: 'get',
    path: '/admin',
    summary: 'The console',
    problems: [],
    handle: (call) => showConsole(parts, call).catch(broken),
  },
  {
    method: 'get',
    path: '/admin/sign-in',
    summary: 'The way into the console',
    problems: [],
    handle: signInPage,
  },
]
