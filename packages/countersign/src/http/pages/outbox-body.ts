import { html } from 'hono/html'
import type { OutboxMessage } from '../../ports/outbox.ts'
import type { Html } from './page.ts'
import { shownTime } from './shown-time.ts'

/** Body of the outbox page. The script finds messages again by `data-key`. */
export const outboxBody = (messages: readonly OutboxMessage[], origin: string): Html => html`
<div class="bar"><h1>Outbox</h1>
<p><a href="/dev/outbox">Refresh</a> <a href="/docs">API reference</a></p></div>
<p class="quiet">Development only: messages that nobody carried anywhere, newest first.
Whoever can open this page can read the codes.</p>
<p class="status" id="status" role="status"></p>
<div id="messages">${messages.length === 0 ? nothingYet(origin) : messages.map(article)}</div>`

/** Ids start again when the server does, so the time belongs to the key. */
const article = ({ id, at, to, link, html: part, ...message }: OutboxMessage): Html => html`
<article data-key="${id} ${at}" aria-labelledby="to-${id}">
<header><h2 id="to-${id}">${to}</h2>
<p class="facts">${message.channel} · ${message.purpose} ·
${shownTime(at)}</p></header>
<p class="code"><span class="unseen">Code</span> <code>${message.code}</code></p>
<p class="text" dir="auto">${message.text}</p>
${part === undefined ? '' : html`<p><a href="/dev/outbox/html?id=${id}">Show as HTML</a></p>`}
${link === null ? '' : html`<p><a href="${link}">Open the link</a></p>`}
</article>`

const nothingYet = (origin: string): Html => html`
<section class="empty" data-key="empty">
<p>Nothing has been sent yet. Ask for a code, and the message appears here:</p>
<pre><code>curl ${origin}/api/otp/send \\
  -H 'content-type: application/json' \\
  -d '{"purpose":"login","phone_e164":"+233244123456"}'</code></pre>
</section>`
