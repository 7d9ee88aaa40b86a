/** Lists of articles and feeds, and the box by which one subscribes. */
export const STYLE_LISTS = `.standfirst { text-align: center; text-wrap: balance; margin-block-end: 2rem; }
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
.badge { display: inline-block; margin-inline-start: .6rem; padding-inline: .5rem; border: 1px solid var(--line); border-radius: 99rem; font-size: .8rem; }
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
