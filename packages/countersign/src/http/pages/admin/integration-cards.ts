import { html } from 'hono/html'
import type { Html } from '../page.ts'
import { shownTime } from '../shown-time.ts'
import type { Overview } from './overview.ts'

type Row = Overview['integrations'][number]

/** Every integration with its own switch. */
export const integrationCards = ({ integrations, admin }: Overview): Html => html`
<h2>Integrations</h2>
<ul class="cards">${integrations.map((row) => card(row, admin))}</ul>`

const card = (row: Row, { role }: Overview['admin']): Html => html`
<li class="card ${row.otp_enabled ? '' : 'off'}"><div><h3>${row.id}</h3>
<p><strong>${row.otp_enabled ? 'On' : 'Off: no code is sent through it'}</strong></p>
<p class="facts">Carries ${row.channels.join(', ')}. Changed ${shownTime(row.updated_at)}.
${Object.keys(row.settings).length === 0 ? '' : changedSettings(row)}</p></div>
${role === 'operator' ? button(row) : ''}</li>`

const changedSettings = ({ settings }: Row): Html =>
  html`Changed here: <code>${JSON.stringify(settings)}</code>`

const button = ({ id, otp_enabled }: Row): Html => html`
<button type="button" class="${otp_enabled ? 'stop' : ''}" id="integration-${id}"
 data-act="${otp_enabled ? 'integration-off' : 'integration-on'}" data-id="${id}">
Switch ${otp_enabled ? 'off' : 'on'}<span class="unseen"> ${id}</span></button>`
