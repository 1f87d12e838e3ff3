import { createInlineSource } from '../page.ts'
import { pageStyle } from '../page-style.ts'

/** Style sheet of the page behind a link. */
export const linkStyle = createInlineSource(`${pageStyle}
.link {
  max-width: 26rem; margin: 4vh auto 0; padding: 2rem 1.5rem; background: var(--card);
  border: 1px solid var(--line); border-radius: 12px;
}
.link > :first-child { margin-top: 0; }
.brand { color: var(--quiet); font-weight: 600; margin: 0 0 0.5rem; overflow-wrap: anywhere; }
.who { color: var(--quiet); overflow-wrap: anywhere; }
.notice {
  margin: 1.25rem 0; padding: 0.25rem 1rem; background: var(--mark); border-radius: 8px;
}
.notice label { display: flex; gap: 0.6rem; align-items: flex-start; cursor: pointer; }
.notice input { flex: none; width: 1.25rem; height: 1.25rem; margin: 0.15rem 0 0; accent-color: var(--accent); }
.buttons { margin: 1.5rem 0 0; }
.link button {
  width: 100%; min-height: 3rem; padding: 0.7rem 1rem; font: inherit; font-weight: 600;
  color: var(--card); background: var(--accent); border: 2px solid var(--accent);
  border-radius: 8px; cursor: pointer; overflow-wrap: anywhere;
}
.link button[hidden] { display: none; }
.link button:disabled { color: var(--quiet); background: none; border-color: var(--line); cursor: default; }
.said { margin: 0; }
.said:not(:empty) { margin: 1.25rem 0 0; }
`)
