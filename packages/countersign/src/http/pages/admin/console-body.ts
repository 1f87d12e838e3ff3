import { html } from 'hono/html'
import type { Html } from '../page.ts'
import { changeDialog } from './dialog.ts'
import { integrationCards } from './integration-cards.ts'
import { deliveryList, eventList, purposeList } from './lists.ts'
import type { Overview } from './overview.ts'
import { standing, switchCards } from './switch-cards.ts'

/** Body of the console. The script takes `#now` over again after each change. */
export const consoleBody = (overview: Overview): Html => html`
<div class="bar"><h1 tabindex="-1" id="title">Console</h1>
<p><a href="/admin">Refresh</a> <a href="/docs">API reference</a>
<span class="quiet">${overview.admin.name}, ${overview.admin.role}</span>
<button type="button" id="sign-out">Sign out</button></p></div>
<noscript><p class="wrong">Changes need JavaScript.</p></noscript>
<p class="status" id="status" role="status"></p>
<div id="now">
${standing(overview)}
${overview.admin.role === 'operator' ? '' : html`<p class="quiet">You may look. Changes need the role operator.</p>`}
${switchCards(overview)}
${integrationCards(overview)}
${purposeList(overview)}
${deliveryList(overview)}
${eventList(overview)}
</div>
${changeDialog(overview)}`

/** Body of the page when the console cannot be shown. */
export const brokenBody = (title: string): Html => html`
<h1>Console</h1>
<p class="wrong" role="alert">${title}. Nothing was changed.</p>
<p><a href="/admin">Try again</a></p>
<p>Without the console: <code>countersign switch list</code>.</p>`
