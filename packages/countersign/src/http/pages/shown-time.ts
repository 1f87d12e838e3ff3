import { html } from 'hono/html'
import type { Html } from './page.ts'

/** A time as everybody can read it. Scripts of pages put it into the reader's own zone. */
export const shownTime = (at: string): Html =>
  html`<time datetime="${at}">${at.slice(0, 19).replace('T', ' ')} UTC</time>`
