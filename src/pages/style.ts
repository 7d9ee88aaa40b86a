/** The stylesheet of all pages. */
export const STYLE = `:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 20%, transparent); }
body { margin: 0 auto; max-width: 46rem; padding: 1rem; font: 1rem/1.6 system-ui, sans-serif; }
header { padding-block: .5rem 1.5rem; font-weight: 600; }
h1 { font-size: 1.6rem; line-height: 1.25; margin-block: 0 .5rem; text-wrap: balance; }
h2 { font-size: 1.2rem; margin-block: 2rem .5rem; }
img, video { max-width: 100%; height: auto; }
iframe { width: 100%; aspect-ratio: 16 / 9; border: 0; }
pre { overflow-x: auto; padding: .75rem; border: 1px solid var(--line); }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: start; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td.count, th.count { text-align: end; font-variant-numeric: tabular-nums; }
blockquote { margin-inline: 0; padding-inline-start: 1rem; border-inline-start: 3px solid var(--line); }
.meta { opacity: .75; }
.formats a { margin-inline-end: .75rem; }
`;
