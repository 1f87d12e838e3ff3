/** Style sheet of every page. Colours keep 4.5:1 on both of their backgrounds, light and dark. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --ground: #f6f6f3; --card: #fff; --text: #1b1c1a; --quiet: #585a54; --line: #d8d8d1;
  --accent: #0b5c46; --mark: #fdf1c7;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #151614; --card: #1e201d; --text: #ecece7; --quiet: #aeb0a8; --line: #3b3d38;
    --accent: #86d6b9; --mark: #4a3f12;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; text-size-adjust: 100%; -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--ground); color: var(--text);
  font: 1rem/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif;
  overflow-wrap: break-word;
}
main { max-width: 54rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1, h2, h3 { line-height: 1.25; margin: 0; overflow-wrap: anywhere; }
h1 { font-size: 1.75rem; letter-spacing: -0.01em; }
h2 { font-size: 1.3rem; margin-top: 3rem; padding-top: 1.5rem; border-top: 1px solid var(--line); }
h3 { font-size: 1rem; margin-top: 1.75rem; }
p, ul, pre { margin: 0.75rem 0; }
ul { padding-left: 1.25rem; }
a { color: var(--accent); text-underline-offset: 0.15em; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
code, pre { font-family: ui-monospace, 'SF Mono', Menlo, Consolas, 'Liberation Mono', monospace; }
code { font-size: 0.9em; overflow-wrap: anywhere; }
pre {
  padding: 0.85rem 1rem; background: var(--card); border: 1px solid var(--line);
  border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere;
}
.scroll { overflow-x: auto; margin: 0.75rem 0; border: 1px solid var(--line); border-radius: 6px; }
table { border-collapse: collapse; width: 100%; background: var(--card); font-size: 0.92rem; }
th, td { text-align: left; vertical-align: top; padding: 0.5rem 0.75rem; }
th { color: var(--quiet); font-weight: 600; white-space: nowrap; }
td { border-top: 1px solid var(--line); min-width: 4rem; }
th:nth-child(4):not(:last-child) { min-width: 15rem; }
th:nth-child(3):last-child { min-width: 13rem; }
td code { overflow-wrap: normal; white-space: nowrap; }
tr:has(:target) td { background: var(--mark); }
.bar { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; align-items: baseline; }
.bar h1 { flex: 1 1 auto; overflow-wrap: normal; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.bar p { display: flex; gap: 1.25rem; margin: 0; }
.quiet { color: var(--quiet); }
.status { min-height: 1.55em; margin: -0.35rem 0 0.4rem; font-size: 0.92rem; color: var(--quiet); }
article, .empty {
  margin: 0 0 1rem; padding: 1rem 1.1rem; background: var(--card);
  border: 1px solid var(--line); border-radius: 8px;
}
article h2 { margin: 0; padding: 0; border: 0; font-size: 1.05rem; }
article header { display: flex; flex-wrap: wrap; gap: 0 1rem; align-items: baseline; }
article header h2 { flex: 1 1 auto; }
article p { margin: 0; }
.facts { font-size: 0.92rem; color: var(--quiet); overflow-wrap: anywhere; }
article .code { margin: 0.6rem 0 0.5rem; line-height: 1.2; }
.code code {
  font-size: clamp(1.6rem, 8vw, 2.1rem); font-weight: 600; letter-spacing: 0.18em;
  color: var(--accent); cursor: copy; -webkit-user-select: all; user-select: all;
}
time { white-space: nowrap; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; }
`
