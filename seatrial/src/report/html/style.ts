/**
 * The look of the page: one column, system fonts, figures of equal width, one accent, light and dark. Verdicts differ in
 * shape and word as well as in colour; all text keeps a contrast of 4.5 to 1.
 */
const COLOURS = `
:root { color-scheme: light dark;
  --paper: #fcfcfa; --card: #ffffff; --ink: #182127; --muted: #58646c; --line: #e2e5e3; --accent: #0f5c8c;
  --proven: #17694f; --disproven: #b23a17; --unproven: #755800; --tint: #0f5c8c1a; --band: #b23a17;
  --s1: #0f5c8c; --s2: #b0641a; --s3: #5d4a9c; --s4: #17694f; --s5: #8c2f5b; --s6: #58646c; }
@media screen and (prefers-color-scheme: dark) { :root {
  --paper: #11171b; --card: #182025; --ink: #e6ebee; --muted: #9ba8b0; --line: #2a343b; --accent: #74bdec;
  --proven: #66c9a2; --disproven: #ff9270; --unproven: #e2b850; --tint: #74bdec24; --band: #ff9270;
  --s1: #74bdec; --s2: #f0a860; --s3: #b5a3f0; --s4: #66c9a2; --s5: #ec8fb8; --s6: #9ba8b0; } }
`;

const PAGE = `
* { box-sizing: border-box; }
html { scroll-behavior: smooth; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
main { max-width: 1120px; margin: 0 auto; padding: 56px 28px 96px; }
h1, h2, h3, p, dl, dd, ol, ul, figure { margin: 0; padding: 0; }
ol, ul { list-style: none; }
a { color: var(--accent); text-underline-offset: 3px; text-decoration-thickness: 1px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; border-radius: 3px; }
section { margin-top: 88px; }
h2 { font-size: 22px; font-weight: 650; letter-spacing: -.01em; margin-bottom: 6px; }
p { text-wrap: pretty; }
h2 + p { color: var(--muted); max-width: 66ch; margin-bottom: 28px; }
h3 { font-size: 16px; font-weight: 650; }
.muted { color: var(--muted); }
code, .command { font-family: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .875em; }
.scroll { overflow-x: auto; }
.tall { max-height: 320px; overflow-y: auto; }
summary { cursor: pointer; color: var(--muted); font-size: 14px; width: fit-content; padding: 4px 0; }
summary:hover { color: var(--accent); }
.proven { --mark: var(--proven); } .disproven { --mark: var(--disproven); } .unproven { --mark: var(--unproven); }
.icon { flex: none; vertical-align: -.2em; }
.icon .fill { fill: var(--mark); }
.icon .cut { fill: none; stroke: var(--paper); stroke-width: 2.4; stroke-linecap: round; stroke-linejoin: round; }
.icon .ring { fill: none; stroke: var(--mark); stroke-width: 2; stroke-dasharray: 3.4 2.6; }
.icon .line { fill: none; stroke: var(--mark); stroke-width: 2.2; stroke-linecap: round; }
.word { color: var(--mark); font-weight: 600; }
`;

const VERDICT = `
.over { color: var(--muted); font-size: 15px; margin-bottom: 28px; }
.over b { color: var(--ink); font-weight: 600; }
.final { display: flex; align-items: center; gap: 22px; }
.final h1 { font-size: clamp(44px, 9vw, 84px); line-height: 1; font-weight: 700; letter-spacing: -.035em; color: var(--mark); }
.final .icon { width: clamp(44px, 8vw, 72px); height: auto; }
.sum { font-size: 20px; line-height: 1.45; margin-top: 26px; max-width: 52ch; text-wrap: balance; }
.notice { border-left: 3px solid var(--unproven); padding: 4px 0 4px 14px; margin-top: 22px; max-width: 70ch; }
nav { display: flex; flex-wrap: wrap; gap: 6px 22px; margin-top: 34px; font-size: 15px; }
nav a { text-decoration: none; } nav a:hover { text-decoration: underline; }
.category { padding: 22px 0; border-top: 1px solid var(--line); display: grid; grid-template-columns: 150px 1fr; gap: 6px 28px; }
.category h3::first-letter { text-transform: uppercase; } .category small { color: var(--muted); font-size: 14px; }
.score { border-radius: 5px; overflow: hidden; width: 100%; height: 10px; display: block; margin: 8px 0 16px; }
.score .proven { fill: var(--proven); } .score .disproven { fill: var(--disproven); } .score .unproven { fill: url(#hatch); stroke: none; }
.score .slashes { fill: url(#slashes); } .score .gap { fill: var(--paper); }
.patterns { position: absolute; width: 0; height: 0; } #slashes path { stroke: var(--paper); stroke-width: 1.6; } #hatch path { stroke: var(--unproven); stroke-width: 1; }
.claims a { display: grid; grid-template-columns: 18px minmax(0, 5fr) minmax(0, 4fr) minmax(0, 3fr); gap: 4px 16px; font-size: 15px; padding: 7px 0; color: inherit; text-decoration: none; align-items: start; }
.claims .icon { margin-top: 3px; }
.claims a:hover .name { text-decoration: underline; text-decoration-color: var(--accent); }
.claims .seen { color: var(--mark); } .claims .bound { color: var(--muted); font-size: 14px; }
`;

const CHARTS = `
.chart { margin-top: 40px; }
.chart figcaption { display: flex; flex-wrap: wrap; gap: 2px 18px; align-items: baseline; font-size: 14px; color: var(--muted); margin-bottom: 8px; }
.chart figcaption b { color: var(--ink); font-size: 16px; font-weight: 650; margin-right: 6px; }
.key { display: inline-flex; align-items: center; gap: 7px; }
.plot { display: grid; grid-template-columns: 52px minmax(0, 1fr); gap: 8px; touch-action: pan-y; cursor: crosshair; } .plot > svg { display: block; width: 100%; overflow: visible; }
.readout { float: right; padding: 4px 0; font-size: 14px; white-space: pre-wrap; }
.chart text { font-size: 12px; fill: var(--muted); } .phase-name text { fill: var(--ink); font-weight: 600; }
.halo { paint-order: stroke; stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round; }
.grid { stroke: var(--line); } .phase-edge { stroke: var(--muted); stroke-opacity: .45; stroke-dasharray: 2 3; }
.fault-band { fill: var(--band); fill-opacity: .13; stroke: var(--band); stroke-opacity: .55; stroke-dasharray: 4 3; }
.fault-name { overflow: visible; } .fault-name text { fill: var(--disproven); font-weight: 600; }
.chart path, .key line { fill: none; vector-effect: non-scaling-stroke; stroke-linejoin: round; stroke-linecap: round; stroke-width: 2; }
.chart .area, .chart .between { fill: var(--tint); stroke: none; }
.chart .s1 { stroke: var(--s1); } .chart .s2 { stroke: var(--s2); stroke-dasharray: 7 4; } .chart .s3 { stroke: var(--s3); stroke-dasharray: 2 4; }
.chart .s4 { stroke: var(--s4); stroke-dasharray: 10 3 2 3; } .chart .s5 { stroke: var(--s5); } .chart .s6 { stroke: var(--s6); stroke-dasharray: 7 4; }
.chart path.area { stroke: none; }
.chart .p50 { stroke: var(--accent); stroke-width: 1.5; } .chart .p95 { stroke: var(--accent); stroke-width: 2.75; } .chart .p99 { stroke: var(--accent); stroke-width: 1.25; stroke-dasharray: 3 4; }
.chart .rate { stroke: var(--accent); } .chart .failed { stroke: var(--disproven); stroke-width: 3.5; stroke-linecap: butt; }
.cursor { stroke: var(--ink); stroke-opacity: 0; pointer-events: none; } .cursor.on { stroke-opacity: .6; }
`;

const TABLES = `
table { border-collapse: collapse; width: 100%; font-size: 14.5px; }
th, td { text-align: right; padding: 8px 0 8px 18px; border-bottom: 1px solid var(--line); font-weight: 400; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
td.text, th.text { text-align: left; white-space: normal; min-width: 14ch; }
thead th { color: var(--muted); font-size: 13px; border-bottom-color: var(--muted); position: sticky; top: 0; background: var(--paper); }
table.even { table-layout: fixed; min-width: 860px; } .even th:first-child { width: 130px; } tbody th { white-space: normal; }
.scroll tr > :first-child { position: sticky; left: 0; background: var(--paper); }
tr.total > * { font-weight: 600; } tr.tags > th:first-child { padding-left: 14px; color: var(--muted); }
.bad { color: var(--disproven); font-weight: 600; }
.block { margin-top: 36px; } .block > p { color: var(--muted); font-size: 15px; margin-bottom: 8px; }
.claim { border-top: 1px solid var(--line); padding: 26px 0; scroll-margin-top: 16px; }
.claim h3 { display: flex; gap: 11px; align-items: center; font-size: 17px; }
.claim dl, .facts { display: grid; grid-template-columns: 110px minmax(0, 1fr); gap: 5px 20px; margin: 14px 0 10px; }
dt { color: var(--muted); } .claim:target h3 { text-decoration: underline; text-decoration-color: var(--accent); text-underline-offset: 5px; }
.facts { grid-template-columns: 150px minmax(0, 1fr); }
.claim dd p + p { margin-top: 4px; color: var(--muted); }
.records { margin-top: 8px; font-size: 13.5px; line-height: 1.6; }
.records li { padding: 7px 0 7px 12px; border-left: 2px solid var(--line); } .records li:target { border-left-color: var(--accent); background: var(--tint); }
.records b { font-weight: 600; } .records a { margin-right: 8px; } .records span { margin-right: 14px; display: inline-block; } .records i { font-style: normal; color: var(--muted); margin-right: 5px; }
.command { display: block; background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 12px 14px; margin: 6px 0 18px; }
footer { margin-top: 88px; color: var(--muted); font-size: 14px; }
`;

const NARROW_AND_PRINT = `
@media (max-width: 700px) {
  main { padding: 32px 20px 64px; } section { margin-top: 64px; } .sum { font-size: 18px; }
  .category { grid-template-columns: minmax(0, 1fr); }
  .claims a { grid-template-columns: 18px minmax(0, 1fr); padding: 10px 0; } .claims .seen, .claims .bound { grid-column: 2; }
  .readout { float: none; display: block; min-height: 30px; }
  .claim dl, .facts { grid-template-columns: minmax(0, 1fr); gap: 0; } dd + dt { margin-top: 8px; }
}
@media print {
  :root { color-scheme: light; print-color-adjust: exact; } body { font-size: 11pt; } main { max-width: none; padding: 0; } nav, .chart .data { display: none; }
  section { margin-top: 32pt; } .chart, .claim, .category, tr { break-inside: avoid; }
}
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
`;

export const STYLE = [COLOURS, PAGE, VERDICT, CHARTS, TABLES, NARROW_AND_PRINT].join('');
