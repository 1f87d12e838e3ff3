import { html } from 'hono/html'
import type { Html } from '../page.ts'
import { shownTime } from '../shown-time.ts'
import type { Overview } from './overview.ts'

interface TableOptions {
  readonly label: string
  readonly head: readonly string[]
  readonly rows: readonly Html[]
}

/** A wide table scrolls inside a box of its own, which takes focus so that keys can scroll it. */
const table = ({ label, head, rows }: TableOptions): Html => html`
<div class="scroll" tabindex="0" role="group" aria-label="${label}"><table>
<thead><tr>${head.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table></div>`

const states = {
  required: html`A code is asked for.`,
  skipped: html`<strong>Switched off:</strong> people go on without a code, another factor stands
behind this.`,
  refused: html`<strong>Switched off:</strong> nobody gets on, because nothing else stands behind
this.`,
} as const

/** Whether each purpose asks for a code right now. */
export const purposeList = ({ purposes }: Overview): Html => {
  const rows = purposes.map(
    ({ name, channels, code_is: state }) => html`
<tr><td>${name}<span class="hint">${channels.join(', ')}</span></td>
<td class="${state === 'required' ? '' : 'off'}">${states[state]}</td></tr>`,
  )
  return html`
<h2>Purposes</h2>
${table({ label: 'Purposes', head: ['Purpose', 'Right now'], rows })}`
}

/** What went out last. */
export const deliveryList = ({ deliveries }: Overview): Html => {
  const rows = deliveries.map(
    ({ reason, ...row }) => html`
<tr><td>${row.recipient}<span class="hint">${row.purpose} by ${row.channel}, ${row.integration}</span></td>
<td>${row.state.replaceAll('_', ' ')}${reason === null ? '' : html` (${reason})`}
<span class="hint">${shownTime(row.created_at)}</span></td></tr>`,
  )
  return html`
<h2>Last deliveries</h2>
${
  rows.length === 0
    ? html`<p>Nothing has been sent yet.</p>`
    : table({ label: 'Last deliveries', head: ['To', 'State'], rows })
}`
}

/** What happened last. */
export const eventList = ({ events }: Overview): Html => {
  const rows = events.map(
    (row) => html`
<tr><td>${shownTime(row.at)}<span class="hint">${row.actor ?? ''}</span></td>
<td>${row.type}: ${row.outcome}${row.recipient === null ? '' : html`, ${row.recipient}`}
<span class="hint">${factsOf(row)}</span></td></tr>`,
  )
  return html`
<h2>Last events</h2>
${
  rows.length === 0
    ? html`<p>Nothing has happened yet.</p>`
    : table({ label: 'Last events', head: ['When and who', 'What'], rows })
}`
}

const factsOf = ({ facts }: Overview['events'][number]): string =>
  Object.entries(facts)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ')
