/** The status page. */
export const STYLE_STATUS = `.status { --good: #1c6b3f; --bad: #a3330f; }
@media (prefers-color-scheme: dark) { .status { --good: #86d9a5; --bad: #ffb08f; } }
.verdict { color: var(--good); }
.verdict::before { content: "✓ " / ""; }
.verdict.trouble { color: var(--bad); }
.verdict.trouble::before { content: "! " / ""; }
.concerns { padding: .9rem 1.1rem .9rem 2.3rem; padding-inline: 2.3rem 1.1rem; border-inline-start: 4px solid var(--bad); background: var(--tint); border-radius: .3rem; }
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
