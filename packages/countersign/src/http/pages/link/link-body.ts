import { html } from 'hono/html'
import type { ProofField } from '../../contract/proof.ts'
import type { Html } from '../page.ts'
import type { LinkPageTexts } from './texts/link-page-texts.ts'

/** What the page behind a link shows. */
export interface LinkPage {
  readonly brand: string
  /** What the link is for. */
  readonly title: string
  /** Masked. */
  readonly address: string
  readonly texts: LinkPageTexts
  /** What a proof is called. */
  readonly field: ProofField
  /** Whether this browser asked for the link. */
  readonly isSameBrowser: boolean
}

/**
 * Body of the page behind a link. There is no form in it, and the button does nothing without the
 * script: mail scanners submit forms. In a browser that did not ask for the link a box must be ticked
 * first, so that nobody signs in as somebody else with one careless click.
 */
export const linkBody = ({ brand, title, address, texts, field, isSameBrowser }: LinkPage): Html =>
  html`
<div class="link" id="link" data-field="${field}" data-done="${texts.done}" data-bad="${texts.bad}"
 data-later="${texts.later}">
<p class="brand">${brand}</p>
<h1>${title}</h1>
<p class="who"><bdi dir="ltr">${address}</bdi></p>
${isSameBrowser ? '' : confirmation(texts)}
<noscript><p class="notice">${texts.noScript}</p></noscript>
<p class="buttons"><button type="button" id="go" hidden>${texts.button(brand)}</button></p>
<p class="said" role="status" id="said"></p>
</div>`

const confirmation = ({ elsewhere, confirm }: LinkPageTexts): Html => html`
<div class="notice">
<p>${elsewhere}</p>
<p><label><input type="checkbox" id="mine" autocomplete="off"> <span>${confirm}</span></label></p>
</div>`

/** Body of the page for a link that is none of ours, or that leads where nobody is sent any more. */
export const badLinkBody = ({
  brand,
  texts,
}: {
  readonly brand: string
  readonly texts: LinkPageTexts
}): Html => html`
<div class="link">
<p class="brand">${brand}</p>
<h1>${texts.badTitle}</h1>
<p>${texts.bad}</p>
</div>`
