import { createInlineSource } from '../page.ts'
import { pageStyle } from '../page-style.ts'

/** Style sheet of the console: that of every page, and what only the console has. */
export const adminStyle = createInlineSource(`${pageStyle}
:root { --danger: #a3231b; --on-danger: #fff; --on-accent: #fff; --field: #85877f; }
@media (prefers-color-scheme: dark) {
  :root { --danger: #ff9d92; --on-danger: #2b0704; --on-accent: #06231a; --field: #8b8d85; }
}
[hidden] { display: none !important; }
h1:focus { outline: none; }
.bar { row-gap: 0.6rem; align-items: center; }
.bar p { flex-wrap: wrap; align-items: center; }
button, input, select {
  font: inherit; color: inherit; min-height: 2.75rem; padding: 0.45rem 0.9rem;
  background: var(--card); border: 1px solid var(--field); border-radius: 6px;
}
button { cursor: pointer; font-weight: 600; }
button:disabled { cursor: default; opacity: 0.6; }
button.act { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
button.stop { border-color: var(--danger); color: var(--danger); }
button.act.stop { background: var(--danger); color: var(--on-danger); }
.cards { list-style: none; margin: 0.75rem 0; padding: 0; display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.75rem; }
.card {
  display: flex; flex-wrap: wrap; gap: 0.6rem 1rem; align-items: center; padding: 0.85rem 1rem;
  background: var(--card); border: 1px solid var(--line); border-radius: 8px;
}
.card.off { border-left: 5px solid var(--danger); }
.card div { flex: 1 1 min(15rem, 100%); min-width: 0; }
.card h3 { margin: 0; }
.card p { margin: 0.15rem 0 0; overflow-wrap: anywhere; }
.off strong { color: var(--danger); }
.standing { font-size: 1.1rem; }
dialog {
  width: min(30rem, calc(100vw - 2rem)); padding: 1.25rem; background: var(--card);
  color: inherit; border: 1px solid var(--field); border-radius: 10px;
}
dialog::backdrop { background: rgb(0 0 0 / 0.55); }
dialog h2, .sign-in h2 { margin: 0; padding: 0; border: 0; }
label { display: block; margin: 0.9rem 0 0; font-weight: 600; }
label input, label select { display: block; width: 100%; margin-top: 0.3rem; font-weight: 400; }
.hint { display: block; font-weight: 400; font-size: 0.92rem; color: var(--quiet); }
.buttons { display: flex; flex-wrap: wrap; gap: 0.75rem; margin-top: 1.25rem; }
.wrong { color: var(--danger); font-weight: 600; }
.wrong:empty { display: none; }
.sign-in { max-width: 30rem; }
td { overflow-wrap: anywhere; }
td:first-child { overflow-wrap: break-word; }
th:nth-child(2):last-child { min-width: 9rem; }
@media (max-width: 30rem) { time { white-space: normal; } }
td .hint { margin-top: 0.1rem; }
`)
