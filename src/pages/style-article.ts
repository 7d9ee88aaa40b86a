/** The page of an article. */
export const STYLE_ARTICLE = `.story > header { margin-block-end: 1.5rem; }
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
