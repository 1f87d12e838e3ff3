import { html } from 'hono/html'
import type { Html } from '../page.ts'
import { shownTime } from '../shown-time.ts'
import type { Overview } from './overview.ts'

/** A wide table scrolls inside a box of its own, which takes focus so that keys can scroll it. */
const table = (label: string, head: readonly string[], rows: readonly Html[]): Html => html`
<div class="scroll" tabindex="0" role="group" aria-label="${label}"><table>
<thead><tr>${head.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table></div>`

const states = {
  required: 'A code is asked for.',
  skipped: 'Switched off: people go on without a code, another factor stands behind this.',
  refused: 'Switched off: nobody gets on, because nothing else stands behind this.',
} as const

/** Whether each purpose asks for a code right now. */
export const purposeList = ({ purposes }: Overview): Html => html`
<h2>Purposes</h2>
${table(
  'Purposes',
  ['Purpose', 'Channels', 'Right now'],
  purposes.map(
    ({ name, channels, code_is: state }) => html`
<tr><td>${name}</td><td>${channels.join(', ')}</td>
<td class="${state === 'required' ? '' : 'off'}">${states[state]}</td></tr>`,
  ),
)}`

/** What went out last. */
export const deliveryList = ({ deliveries }: Overview): Html => html`
<h2>Last deliveries</h2>
${
  deliveries.length === 0
    ? html`<p>Nothing has been sent yet.</p>`
    : table(
        'Last deliveries',
        ['When', 'Recipient', 'Purpose', 'Way', 'State'],
        deliveries.map(
          (row) => html`
<tr><td>${shownTime(row.created_at)}</td><td>${row.recipient}</td><td>${row.purpose}</td>
<td>${row.channel}, ${row.integration}</td>
<td>${row.state.replaceAll('_', ' ')}${row.reason === null ? '' : html` (${row.reason})`}</td></tr>`,
        ),
      )
}`

/** What happened last. */
export const eventList = ({ events }: Overview): Html => html`
<h2>Last events</h2>
${
  events.length === 0
    ? html`<p>Nothing has happened yet.</p>`
    : table(
        'Last events',
        ['When', 'What', 'Outcome', 'Who', 'About', 'Facts'],
        events.map(
          (row) => html`
<tr><td>${shownTime(row.at)}</td><td>${row.type}</td><td>${row.outcome}</td>
<td>${row.actor ?? ''}</td><td>${row.recipient ?? ''}</td>
<td class="facts">${factsOf(row)}</td></tr>`,
        ),
      )
}`

const factsOf = ({ facts }: Overview['events'][number]): string =>
  Object.entries(facts)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ')
