import { html } from 'hono/html'
import type { Html } from '../page.ts'
import { shownTime } from '../shown-time.ts'
import type { Overview } from './overview.ts'
import { stoppedBy } from './switch-words.ts'

/** The first thing to know: whether codes go out. */
export const standing = ({ switches, integrations }: Overview): Html => {
  const off = [
    ...switches.map(stoppedBy),
    ...integrations.filter((row) => !row.otp_enabled).map(({ id }) => `Sending through ${id}`),
  ]
  return off.length === 0
    ? html`<p class="standing">Nothing is switched off.</p>`
    : html`<p class="standing off"><strong>Switched off: ${[...new Set(off)].join(', ')}.</strong></p>`
}

/** What stops sending now, and the way to let it go on. */
export const switchCards = ({ switches, admin }: Overview): Html => html`
<h2>Switches</h2>
${switches.length === 0 ? html`<p>No switch stops anything.</p>` : cards(switches, admin)}
${admin.role === 'operator' ? stopButton : ''}`

const stopButton = html`
<p><button type="button" class="stop" id="stop" data-act="stop">Stop sending …</button></p>`

const cards = (switches: Overview['switches'], { role }: Overview['admin']): Html => html`
<ul class="cards">${switches.map(
  (row) => html`
<li class="card off"><div><h3>${stoppedBy(row)} is stopped</h3>
<p>${row.reason}</p>
<p class="facts">By ${row.author}, since ${shownTime(row.created_at)},
${row.ends_at === null ? 'until somebody lets it go on' : html`until ${shownTime(row.ends_at)}`}</p></div>
${role === 'operator' ? letGoOn(row) : ''}</li>`,
)}</ul>`

const letGoOn = (row: Overview['switches'][number]): Html => html`
<button type="button" id="switch-${row.id}" data-act="on" data-id="${row.id}"
 data-what="${stoppedBy(row)}">Let go on<span class="unseen">: ${stoppedBy(row)}</span></button>`
