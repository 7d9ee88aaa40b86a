/** The form in which people put a feed together. */
export const STYLE_BUILDER = `.builder { --wrong: #a3231f;  display: grid; gap: 2rem 3rem; align-items: start; grid-template-columns: minmax(0, 1fr); }
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
