/** The look of a report: one column, light and dark, on paper in ink. */
export const STYLE = `
:root { color-scheme: light dark; --paper: #ffffff; --panel: #f6f7f9; --ink: #1f2937; --muted: #5b6472; --line: #d9dde3; --good: #00664b; --bad: #a33d00; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #14171c; --panel: #1d2128; --ink: #e7eaee; --muted: #a3acb8; --line: #343b45; --good: #4fd1a5; --bad: #ff9a5c; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 0.25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 0.75rem; padding-top: 0.75rem; border-top: 1px solid var(--line); }
p, li, td, figcaption { overflow-wrap: anywhere; }
p, ul { margin: 0.5rem 0; max-width: 46rem; }
ul { padding-left: 1.2rem; }
.lead { color: var(--muted); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: 0.94rem; }
th, td { text-align: left; padding: 0.45rem 1rem 0.45rem 0; border-bottom: 1px solid var(--line); vertical-align: baseline; }
th { font-weight: 600; color: var(--muted); white-space: nowrap; }
td.number { white-space: nowrap; }
td code { color: var(--muted); }
.good { color: var(--good); }
.bad { color: var(--bad); }
figure { margin: 0; }
figcaption { color: var(--muted); font-size: 0.9rem; margin-top: 0.4rem; max-width: 46rem; }
figure img { display: block; max-width: 100%; height: auto; image-rendering: pixelated; border: 1px solid var(--line); }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: 0.5rem 1rem; }
svg { display: block; width: 100%; height: auto; margin: 0.5rem 0; }
svg [fill="#ffffff"] { fill: var(--paper); }
svg [fill="#1f2937"] { fill: var(--ink); }
svg [fill="#4b5563"], svg [fill="#6b7280"] { fill: var(--muted); }
svg [stroke="#007a5a"] { stroke: var(--good); }
svg [stroke="#1f2937"] { stroke: var(--ink); }
svg [stroke="#e5e7eb"], svg [stroke="#d1d5db"] { stroke: var(--line); }
pre { background: var(--panel); padding: 0.75rem 1rem; overflow-x: auto; font-size: 0.87rem; border-radius: 4px; }
code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 0.9em; }
details > summary { cursor: pointer; }
@media (max-width: 36rem) {
  main { padding: 1.25rem 1rem 3rem; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
  thead { position: absolute; clip-path: inset(50%); }
  .figures tr { display: grid; grid-template-columns: 1fr; padding: 0.6rem 0; border-bottom: 1px solid var(--line); }
  .figures td { border: 0; padding: 0.05rem 0; }
  .figures td[data-label]::before { content: attr(data-label) ": "; color: var(--muted); }
  .figures td:first-child { font-weight: 600; }
}
@media print {
  :root { color-scheme: light; --paper: #ffffff; --panel: #f6f7f9; --ink: #000000; --muted: #444444; --line: #bbbbbb; --good: #00664b; --bad: #8a3300; }
  body { font-size: 10.5pt; }
  .charts { grid-template-columns: 1fr 1fr; }
  main { max-width: none; padding: 0; }
  h2 { break-after: avoid; }
  figure, table, svg, tr { break-inside: avoid; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
  figure img { max-height: 18cm; }
}
`;
