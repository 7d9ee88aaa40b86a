/** The frame of every page, and the parts that pages are made of. */
export const STYLE_PARTS = `.skip { position: absolute; inset-inline-start: 1rem; inset-block-start: -9rem; z-index: 1; padding: .6rem 1rem;
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
.chip, .chips a { display: inline-block; padding: .25rem .8rem; border: 1px solid var(--line); border-radius: 99rem; background: var(--card); font-size: .9rem; text-decoration: none; }
.chips a:hover { border-color: var(--accent); }
.cards { display: grid; gap: 1.25rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 18rem), 1fr)); }
.card { position: relative; padding: 1rem 1.1rem; background: var(--card); border: 1px solid var(--line); border-radius: .6rem; overflow: hidden; min-inline-size: 0; }
.card:hover, .card:focus-within { border-color: var(--accent); }
.card h2, .card h3 { font-size: 1.15rem; margin-block: 0 .4rem; }
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
