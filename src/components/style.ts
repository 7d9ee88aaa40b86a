/** Colours, letters and what every element looks like without a class; in both schemes the contrast is that of WCAG AA. */
const STYLE_BASE = `:root { color-scheme: light dark; --paper: #fcfbf7; --card: #fff; --ink: #1d1c1a; --quiet: #5d5950;
--line: #dcd7cb; --control: #857f73; --accent: #14507f; --on-accent: #fff; --tint: #eef3f7;
--serif: Charter, "Iowan Old Style", Georgia, "Noto Serif", "Liberation Serif", serif; }
@media (prefers-color-scheme: dark) { :root { --paper: #15171a; --card: #1d2024; --ink: #e9e6df; --quiet: #aba69b;
--line: #373a40; --control: #84878e; --accent: #94c5f3; --on-accent: #0d2033; --tint: #1c2834; } }
*, ::before, ::after { box-sizing: border-box; }
html { background: var(--paper); color: var(--ink); font: 100%/1.6 system-ui, "Noto Sans", sans-serif; text-size-adjust: 100%; }
body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; overflow-wrap: anywhere; }
a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: .18em; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
h1, h2, h3 { font-family: var(--serif); line-height: 1.28; text-wrap: balance; margin-block: 0 .5rem; }
h1 { font-size: clamp(1.75rem, 1.3rem + 2vw, 2.5rem); }
h2 { font-size: 1.4rem; margin-block-start: 2.5rem; }
h3 { font-size: 1.15rem; margin-block-start: 1.5rem; }
p, ul, ol, dl, table, pre, blockquote, figure, details { margin-block: 0 1rem; }
figure { margin-inline: 0; }
figcaption, small { font-size: .875rem; color: var(--quiet); }
ul, ol { padding-inline-start: 1.4rem; }
img, video, audio, iframe, svg { max-width: 100%; }
img, video { height: auto; }
hr { border: 0; border-block-start: 1px solid var(--line); margin-block: 2rem; }
pre, code { font-family: ui-monospace, "Noto Sans Mono", monospace; font-size: .9em; }
pre { white-space: pre-wrap; padding: 1rem; background: var(--tint); border-radius: .4rem; }
blockquote { margin-inline: 0; padding-inline-start: 1rem; border-inline-start: 3px solid var(--line); color: var(--quiet); }
table { border-collapse: collapse; width: 100%; }
caption { text-align: start; color: var(--quiet); }
th, td { text-align: start; vertical-align: top; padding-block: .5rem; padding-inline: 0 1rem; border-block-end: 1px solid var(--line); }
summary { cursor: pointer; min-height: 1.75rem; }
fieldset { border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; margin: 0 0 1rem; min-inline-size: 0; }
legend { font-weight: 600; padding-inline: .4rem; }
input, button { font: inherit; color: inherit; max-width: 100%; }
input:not([type=checkbox], [type=radio]) { min-height: 2.5rem; width: 100%; padding: .4rem .7rem;
background: var(--card); border: 1px solid var(--control); border-radius: .4rem; }
[type=checkbox], [type=radio] { inline-size: 1.5rem; block-size: 1.5rem; margin: 0; accent-color: var(--accent); vertical-align: middle; }
[hidden] { display: none !important; }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; }
a, button, .button, .card { transition: background-color .15s, border-color .15s, text-decoration-thickness .15s; } }
@media print { :root { --paper: #fff; --ink: #000; --quiet: #333; --accent: #000; }
nav, form, footer, .skip, .copy, .button, iframe { display: none !important; } main { padding: 0 !important; } }
`;

/** The frame of every page, and the parts that pages are made of. */
const STYLE_PARTS = `.skip { position: absolute; inset-inline-start: 1rem; inset-block-start: -9rem; z-index: 1; padding: .6rem 1rem;
background: var(--accent); color: var(--on-accent); }
.skip:focus { inset-block-start: .5rem; }
body > header, body > main, body > footer { width: 100%; max-width: 72rem; margin-inline: auto; padding-inline: 1.25rem; }
body > header { text-align: center; padding-block-start: 1.5rem; }
.masthead { display: inline-block; font: 700 clamp(1.6rem, 1.2rem + 2vw, 2.4rem)/1.3 var(--serif); color: inherit; text-decoration: none; padding-block-end: .6rem; }
.masthead:hover { color: var(--accent); }
body > header nav { border-block: 1px solid var(--line); border-block-end: 4px double var(--line); }
nav ul, .formats, .chips, .cards { list-style: none; padding: 0; }
body > header nav ul { display: flex; flex-wrap: wrap; justify-content: center; column-gap: clamp(0rem, 2vw, 1.25rem); margin: 0; }
nav a { display: inline-block; padding: .5rem; }
body > header nav a { color: inherit; text-decoration: none; font-size: .95rem; }
body > header nav a:hover { color: var(--accent); text-decoration: underline; }
main { flex: 1; padding-block: 2.25rem 3rem; }
main:not(.wide) { max-width: 44.5rem !important; }
main:focus { outline: 0; }
body > footer { color: var(--quiet); font-size: .9rem; padding-block: 1rem 2rem; }
body > footer ul { list-style: none; display: flex; flex-wrap: wrap; justify-content: center; column-gap: 1.75rem; margin: 0; padding: 1rem 0 0; border-block-start: 1px solid var(--line); }
body > footer li { padding-block: .25rem; }
body > footer a { display: inline-block; color: inherit; min-height: 1.6rem; }
.lead { font-size: 1.15rem; color: var(--quiet); }
.meta { color: var(--quiet); font-size: .9rem; }
.count, time { font-variant-numeric: tabular-nums; }
td.count, th.count { text-align: end; white-space: nowrap; }
.formats, .chips { display: flex; flex-wrap: wrap; gap: .5rem 1rem; }
.formats a { display: inline-block; min-height: 1.6rem; }
.table .formats { margin: 0; }
.chips { gap: .5rem; }
.chips a { display: inline-block; padding: .25rem .8rem; border: 1px solid var(--line); border-radius: 99rem; background: var(--card); font-size: .9rem; text-decoration: none; }
.chips a:hover { border-color: var(--accent); }
.cards { display: grid; gap: 1.25rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 18rem), 1fr)); }
.card { position: relative; padding: 1rem 1.1rem; background: var(--card); border: 1px solid var(--line); border-radius: .6rem; overflow: hidden; min-inline-size: 0; }
.card:hover, .card:focus-within { border-color: var(--accent); }
.card h3 { font-size: 1.15rem; margin-block: 0 .4rem; }
.card > :last-child { margin-block-end: 0; }
.button, button { display: inline-block; min-height: 2.5rem; padding: .4rem 1.1rem; border: 1px solid var(--accent); border-radius: .4rem;
background: var(--accent); color: var(--on-accent); font-weight: 600; text-decoration: none; cursor: pointer; }
.button:hover, button:hover { text-decoration: underline; }
.button.quiet, .copy { background: transparent; color: var(--accent); }
.copy { white-space: nowrap; min-inline-size: 6rem; }
.field { display: grid; gap: .25rem; margin-block-end: 1rem; }
.field > label { font-weight: 600; }
.field > label + .meta { margin: 0; }
.row { display: flex; flex-wrap: wrap; align-items: end; gap: .6rem; margin-block-end: 1.25rem; }
.row > .field { flex: 1 1 12rem; margin: 0; }
.row > input { flex: 1 1 12rem; width: auto; min-inline-size: 0; }
.notice { padding: 1rem 1.1rem; margin-block: 0 1.5rem; background: var(--tint); border-inline-start: 4px solid var(--accent); border-radius: .3rem; }
.notice > :last-child { margin-block-end: 0; }
.spark { display: inline-block; inline-size: 7rem; block-size: 1.75rem; color: var(--accent); vertical-align: middle; }
.visually-hidden { position: absolute; inline-size: 1px; block-size: 1px; margin: -1px; padding: 0; border: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 36rem) { .table thead { position: absolute; clip-path: inset(50%); inline-size: 1px; block-size: 1px; overflow: hidden; }
.table, .table tbody, .table tr, .table th, .table td { display: block; text-align: start; }
.table tr { padding-block: .6rem; border-block-end: 1px solid var(--line); } .table :is(th, td) { border: 0; padding-block: .1rem; } }
`;

/** The page of an article. */
const STYLE_ARTICLE = `.story > header { margin-block-end: 1.5rem; }
.story > header h1 { margin-block: .25rem .75rem; }
.byline { display: flex; flex-wrap: wrap; gap: .1rem 1.1rem; margin: 0; padding: 0; list-style: none; color: var(--quiet); font-size: .95rem; }
.byline a { display: inline-block; min-height: 1.6rem; }
.lead-picture { display: block; width: 100%; max-height: 32rem; object-fit: contain; background: var(--tint); border-radius: .5rem; margin-block-end: 1.5rem; }
.body { font: 1.125rem/1.7 var(--serif); }
.body :is(h2, h3, h4, h5, h6) { margin-block: 2rem .5rem; }
.body img { border-radius: .3rem; }
.body td:has(> img:only-child), .body table table { border: 0; }
.player { border: 1px solid var(--line); border-radius: .5rem; overflow: hidden; background: var(--card); font: 1rem/1.6 system-ui, "Noto Sans", sans-serif; }
.player > div { position: relative; aspect-ratio: 16 / 9; background: #000; }
.player > div > * { position: absolute; inset: 0; width: 100%; height: 100%; border: 0; border-radius: 0; object-fit: cover; color-scheme: light; }
.player > figcaption { padding: .9rem 1rem; color: inherit; font-size: 1rem; }
.player > figcaption > span { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1.25rem; margin-block-start: .5rem; }
.related { padding: 0; list-style: none; }
.related li { padding-block: .6rem; border-block-end: 1px solid var(--line); }
`;

/** The form in which people put a feed together. */
const STYLE_BUILDER = `.builder { --wrong: #a3231f;  display: grid; gap: 2rem 3rem; align-items: start; grid-template-columns: minmax(0, 1fr); }
@media (min-width: 62rem) { .builder { grid-template-columns: minmax(0, 23rem) minmax(0, 1fr); } }
.builder form > details { border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem; }
.builder summary { font-weight: 600; }
.builder details[open] > summary { margin-block-end: .75rem; }
.builder fieldset > .row, .builder fieldset > .field { margin-block-end: .75rem; }
.builder details > fieldset:last-child { margin-block-end: .25rem; }
.ticks { list-style: none; margin: 0; padding: 0; max-block-size: 19rem; overflow-y: auto; }
.ticks label { display: flex; align-items: center; gap: .6rem; min-block-size: 2.1rem; padding-inline: .2rem; border-radius: .3rem; cursor: pointer; }
.ticks label:hover { background: var(--tint); }
.ticks input { flex: none; inline-size: 1.25rem; block-size: 1.25rem; }
.ticks .meta { margin-inline-start: auto; font-variant-numeric: tabular-nums; padding-inline-end: .4rem; }
.fault { margin-block: 0 .5rem; padding-inline-start: .7rem; border-inline-start: 4px solid var(--wrong); color: var(--wrong); font-weight: 600; }
.builder [aria-invalid] { border: 2px solid var(--wrong); }
@media (prefers-color-scheme: dark) { .builder { --wrong: #ff9d94; } }
#result:focus { outline: 0; }
.builder .subscribe { margin-block-start: 1.5rem; }
.builder .notice .chips { margin-block: .5rem 0; }
.builder :is(.notice, .subscribe) > h2, #result > h2:first-child { margin-block-start: 0; }
`;

/** Lists of articles and feeds, and the box by which one subscribes. */
const STYLE_LISTS = `.standfirst { text-align: center; text-wrap: balance; margin-block-end: 2rem; }
.split { display: grid; gap: 2.5rem 3rem; }
.split > * { min-inline-size: 0; }
.split h2:first-child { margin-block-start: 0; }
.opening { display: flex; gap: 1.25rem; align-items: start; margin-block-end: 1.5rem; }
.opening img { inline-size: 4rem; block-size: 4rem; object-fit: contain; border-radius: .5rem; background: #fff; }
.opening p { margin-block-end: .4rem; }
.jump { display: inline-block; min-height: 1.6rem; font-weight: 600; }
.standfirst + .jump { display: block; text-align: center; margin-block: -1rem 1.5rem; }
@media (min-width: 62rem) { .split { grid-template-columns: minmax(0, 1fr) 20rem; align-items: start; }
.jump, .standfirst + .jump { display: none; } }
.teaser { display: flow-root; padding: 1rem; }
.teaser h3 { margin-block: 0 .35rem; }
.teaser h3 a { color: inherit; text-decoration: none; }
.teaser h3 a::after { content: ""; position: absolute; inset: 0; }
.teaser:hover h3 a { text-decoration: underline; }
.teaser img { float: inline-end; inline-size: 7rem; aspect-ratio: 4 / 3; object-fit: cover; margin-inline-start: 1rem; border-radius: .3rem; background: var(--tint); }
.summary { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; font-size: .95rem; margin-block-end: .4rem; }
@media (min-width: 40rem) { .front .teaser:first-child { grid-column: 1 / -1; padding: 1.25rem; }
.front .teaser:first-child h3 { font-size: 1.75rem; }
.front .teaser:first-child img { inline-size: 50%; aspect-ratio: 16 / 9; margin-inline-start: 1.5rem; }
.front .teaser:first-child .summary { -webkit-line-clamp: 6; font-size: 1.05rem; } }
.badge { display: inline-block; margin-inline: .6rem; padding-inline: .5rem; border: 1px solid var(--line); border-radius: 99rem; font-size: .8rem; }
.lines { list-style: none; padding: 0; margin-block-start: 1.25rem; }
.lines li { padding-block: .6rem; border-block-end: 1px solid var(--line); }
.lines a { color: inherit; font-family: var(--serif); font-weight: 700; text-decoration: none; }
.lines a:hover { text-decoration: underline; }
.lines p { margin: 0; }
.onward { margin-block-start: 1.25rem; }
.onward a { display: inline-block; min-height: 1.6rem; font-weight: 600; }
.subscribe { padding: 1.25rem; background: var(--tint); border-radius: .6rem; }
.subscribe h2, .more h2, .archive h2 { font-size: 1.2rem; }
.subscribe h3 { font-family: inherit; font-size: .95rem; margin-block: 1.25rem .5rem; }
.subscribe .button { display: block; text-align: center; }
.subscribe .field { grid-template-columns: minmax(0, 1fr); margin-block-end: .6rem; }
.subscribe .row { flex-wrap: nowrap; margin: 0; }
.subscribe .copy { min-inline-size: 5.2rem; padding-inline: .6rem; }
.subscribe > :last-child { margin: 0; }
.more, .archive { margin-block-start: 2rem; }
.more ul { padding: 0; list-style: none; } .more li { padding-block: .3rem; }
.archive h3 { margin-block: .75rem .25rem; font-size: 1rem; }
.archive ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(4.6rem, 1fr)); list-style: none; padding: 0; margin: 0; }
.archive li { padding-block: .15rem; } .archive a { display: inline-block; min-height: 1.6rem; }
.find { margin-block: 2.5rem 1rem; max-width: 32rem; } h1 + search .find { margin-block-start: 1rem; }
.find output { align-self: center; }
.find label { display: block; font-weight: 600; margin-block-end: .35rem; }
.feeds { display: grid; gap: 0 2rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr)); list-style: none; padding: 0; }
.feeds li { display: grid; grid-template-columns: minmax(0, 1fr) auto; align-items: center; column-gap: 1rem; padding-block: .6rem; border-block-end: 1px solid var(--line); }
.feeds a { font-weight: 600; min-height: 1.6rem; } .feeds .meta { grid-row: 2; } .feeds .spark { grid-row: 1 / 3; grid-column: 2; inline-size: 5.5rem; block-size: 1.7rem; }
.spark { border-block-end: 1px solid var(--line); } .spark path { stroke: currentColor; stroke-width: 2; fill: none; }
.paging { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: center; margin-block-start: 2rem; padding-block-start: 1rem; border-block-start: 1px solid var(--line); }
.paging a { padding: .3rem 0; font-weight: 600; } .paging [rel=next]:last-child { margin-inline-start: auto; }
`;

/** The status page, and the problems that the page of a job shows too. */
const STYLE_STATUS = `.status, .problems { --good: #1c6b3f; --bad: #a3330f; }
@media (prefers-color-scheme: dark) { .status, .problems { --good: #86d9a5; --bad: #ffb08f; } }
.verdict { color: var(--good); }
.verdict::before { content: "✓ " / ""; }
.verdict.trouble { color: var(--bad); }
.verdict.trouble::before { content: "! " / ""; }
.concerns { padding-block: .9rem; padding-inline: 2.3rem 1.1rem; border-inline-start: 4px solid var(--bad); background: var(--tint); border-radius: .3rem; }
.concerns li { padding-block: .15rem; }
.figures { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); }
.figures dd { margin: 0; }
.figures strong { display: block; font: 600 2.2rem/1.2 var(--serif); font-variant-numeric: tabular-nums; }
.facts { display: grid; grid-template-columns: minmax(9rem, max-content) 1fr; gap: .35rem 1.5rem; }
.facts dt { color: var(--quiet); }
.facts dd { margin: 0; }
.plot figcaption { margin-block-end: .75rem; font-size: 1rem; }
.plot .sum { color: var(--ink); }
.plot svg { display: block; inline-size: 100%; block-size: 6rem; border-block-end: 1px solid var(--line); }
.plot .bars { stroke: var(--accent); stroke-width: 3; fill: none; }
.plot .limit { stroke: var(--bad); stroke-dasharray: 4; vector-effect: non-scaling-stroke; fill: none; }
.plot p { margin-block: .25rem; }
.plot .days { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; }
.plot details table { max-inline-size: 40rem; }
.repositories { display: grid; gap: 1rem; }
.ago { color: var(--quiet); }
.severity { display: inline-block; padding-inline: .5rem; border: 1px solid currentColor; border-radius: 99rem; font-size: .8rem; }
.severity.error { color: var(--bad); }
@media (min-width: 36rem) { .problems td:first-child { inline-size: 40%; } }
`;

/** The stylesheet of all pages. */
export const STYLE = [STYLE_BASE, STYLE_PARTS, STYLE_ARTICLE, STYLE_BUILDER, STYLE_LISTS, STYLE_STATUS].join("");
