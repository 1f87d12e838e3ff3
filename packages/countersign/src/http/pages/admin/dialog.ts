import { html } from 'hono/html'
import type { Html } from '../page.ts'
import type { Overview } from './overview.ts'

const hours = [
  ['', 'When somebody lets it go on'],
  ['900', 'In 15 minutes'],
  ['3600', 'In an hour'],
  ['14400', 'In 4 hours'],
  ['86400', 'In a day'],
] as const

const option = (value: string, text: string) => html`<option value="${value}">${text}</option>`

/** Asks before anything is changed. The script shows what fits. */
export const changeDialog = ({ targets, admin }: Overview): Html | '' =>
  admin.role !== 'operator'
    ? ''
    : html`
<dialog id="dialog" aria-labelledby="dialog-title" aria-describedby="dialog-text"><form>
<h2 id="dialog-title"></h2>
<p id="dialog-text"></p>
<div data-for="stop">
<label>What
<select name="what">${option('all', 'Everything')}
${Object.entries(targets).map(([scope, names]) => group(scope, names))}
${option('country', 'A country')}</select></label>
<label data-for-country hidden>Country code
<input name="country" autocomplete="off" maxlength="2" placeholder="GH" pattern="[A-Za-z]{2}"></label>
<label>It ends
<select name="seconds">${hours.map(([seconds, text]) => option(seconds, text))}</select></label>
</div>
<label data-for="stop integration-off integration-on">Reason
<span class="hint" id="reason-hint">Everybody who looks here reads it. Name no phone and no email address.</span>
<input name="reason" autocomplete="off" minlength="3" maxlength="300" aria-describedby="reason-hint"></label>
<input name="username" autocomplete="username" value="administrator" hidden>
<label id="again" hidden>Your token, to confirm
<span class="hint">You signed in a while ago. It begins with ca_</span>
<input type="password" name="token" autocomplete="current-password" maxlength="200" spellcheck="false"></label>
<p class="wrong" role="alert" id="wrong"></p>
<div class="buttons"><button type="submit" class="act" id="confirm"></button>
<button type="button" id="cancel">Cancel</button></div>
</form></dialog>`

const group = (scope: string, names: readonly string[]): Html => html`
<optgroup label="${scope.charAt(0).toUpperCase()}${scope.slice(1)}">
${names.map((name) => option(`${scope}:${name}`, name))}</optgroup>`
