import { html } from 'hono/html'
import type { Html } from '../page.ts'

const noScript = html`<noscript><p class="wrong">The console needs JavaScript.</p></noscript>`

/** Body of the page behind a sign-in link. Loading it spends nothing: only the button does. */
export const linkBody = (): Html => html`
<div class="sign-in">
<h1>Sign in to the console</h1>
<p>This link works once. Go on only if you asked for it.</p>
${noScript}
<form id="sign-in" data-by="link">
<p class="buttons"><button type="submit" class="act">Sign in</button></p>
<p class="wrong" role="alert" id="wrong"></p>
</form>
<p><a href="/admin/sign-in">Use a token instead</a></p>
</div>`

/** Body of the sign-in page for whoever has a token. */
export const tokenBody = (): Html => html`
<div class="sign-in">
<h1>Sign in to the console</h1>
${noScript}
<form id="sign-in" data-by="token">
<input name="username" autocomplete="username" value="administrator" hidden>
<label>Your token
<span class="hint" id="token-hint">It begins with ca_</span>
<input type="password" name="token" autocomplete="current-password" required maxlength="200"
 spellcheck="false" aria-describedby="token-hint wrong"></label>
<p class="buttons"><button type="submit" class="act">Sign in</button></p>
<p class="wrong" role="alert" id="wrong"></p>
</form>
<p><a href="/admin">Signed in already? Open the console</a></p>
</div>`
