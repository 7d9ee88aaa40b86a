/**
 * How a browser shows RSS and Atom: what this is, then title, date, excerpt and address of each entry. Elements are told
 * by their names alone, since both formats use the same rules; what is not named here is for programs and stays hidden.
 * Texts run as their own letters do (`plaintext`), since RSS does not say the language of each.
 */
export const FEED_STYLE = `:root { color-scheme: light dark; --paper: #fcfbf7; --card: #fff; --ink: #1d1c1a; --quiet: #5d5950; --line: #dcd7cb; --accent: #14507f; --tint: #eef3f7; }
@media (prefers-color-scheme: dark) { :root { --paper: #15171a; --card: #1d2024; --ink: #e9e6df; --quiet: #aba69b; --line: #373a40; --accent: #94c5f3; --tint: #1c2834; } }
* { display: none; }
rss, channel, feed { display: flex; flex-direction: column; }
rss, feed { background: var(--paper); color: var(--ink); font: 100%/1.6 system-ui, "Noto Sans", sans-serif; max-width: 46rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; overflow-wrap: anywhere; }
rss::before, feed::before { display: block; order: -4; padding: 1.1rem 1.25rem; margin-block-end: 2.25rem; background: var(--tint); border-inline-start: 4px solid var(--accent); border-radius: .3rem; white-space: pre-line;
content: "This is a feed: the list of the newest articles, for a program called a feed reader.\\A To be told of every new one, copy the address of this page, from the bar at the top of the window, and paste it into your feed reader. You have none yet? There are free ones for every phone and computer." ; }
channel > title, feed > title { display: block; order: -3; font: 700 2rem/1.28 Charter, "Iowan Old Style", Georgia, "Noto Serif", "Liberation Serif", serif; }
channel > description, feed > subtitle { display: block; order: -2; color: var(--quiet); font-size: 1.15rem; }
channel > link:not([rel]), feed > link[rel=alternate], feed > link:not([rel]) { display: block; order: -1; color: var(--quiet); margin-block: .25rem 1.5rem; }
channel > link::before, feed > link::before { content: "On the web: "; }
link[href]::after { content: attr(href); }
item, entry { display: flex; flex-direction: column; padding: 1.1rem 1.25rem; margin-block-end: 1rem; background: var(--card); border: 1px solid var(--line); border-radius: .6rem; }
item > title, entry > title { display: block; font: 700 1.25rem/1.35 Charter, "Iowan Old Style", Georgia, "Noto Serif", "Liberation Serif", serif; }
item > pubDate, entry > published { display: block; order: 1; color: var(--quiet); font-size: .9rem; }
item > description, entry > summary { display: block; order: 2; margin-block-start: .5rem; }
item > link, entry > link[rel=alternate], entry > link:not([rel]) { display: block; order: 3; margin-block-start: .5rem; color: var(--quiet); font-size: .9rem; }
title, description, subtitle, summary { unicode-bidi: plaintext; text-align: start; }
`;
