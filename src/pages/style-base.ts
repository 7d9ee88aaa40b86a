/** Colours, letters and what every element looks like without a class; in both schemes the contrast is that of WCAG AA. */
export const STYLE_BASE = `:root { color-scheme: light dark; --paper: #fcfbf7; --card: #fff; --ink: #1d1c1a; --quiet: #5d5950;
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
th, td { text-align: start; vertical-align: top; padding: .5rem 1rem .5rem 0; padding-inline: 0 1rem; border-block-end: 1px solid var(--line); }
summary { cursor: pointer; min-height: 1.75rem; }
fieldset { border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; margin: 0 0 1rem; min-inline-size: 0; }
legend { font-weight: 600; padding-inline: .4rem; }
input, select, textarea, button { font: inherit; color: inherit; max-width: 100%; }
input:not([type=checkbox], [type=radio]), select, textarea { min-height: 2.5rem; width: 100%; padding: .4rem .7rem;
background: var(--card); border: 1px solid var(--control); border-radius: .4rem; }
[type=checkbox], [type=radio] { inline-size: 1.5rem; block-size: 1.5rem; margin: 0; accent-color: var(--accent); vertical-align: middle; }
[hidden] { display: none !important; }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; }
a, button, .button, .card { transition: background-color .15s, border-color .15s, text-decoration-thickness .15s; } }
@media print { :root { --paper: #fff; --ink: #000; --quiet: #333; --accent: #000; }
nav, form, footer, .skip, .copy, .button, iframe { display: none !important; } main { padding: 0 !important; } }
`;
