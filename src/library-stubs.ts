/**
 * Stands in for packages that dependencies import but this project never uses (`alias` in `wrangler.toml`), which makes
 * the upload 17 KiB smaller. `markdown.ts` replaces the code that would call linkify-it, mdurl and punycode.js. xml-js
 * needs sax only to parse XML, and `feed` uses xml-js only to write it. The Markdown parser uses two patterns of
 * uc.micro.
 */
export const P = /\p{P}/u;
export const S = /\p{S}/u;
export class LinkifyIt {}
export default {};
