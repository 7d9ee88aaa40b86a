/**
 * Replaces packages that dependencies import but this project never needs (see `alias` in `wrangler.toml`). This makes
 * the upload 17 KiB smaller. linkify-it, mdurl and punycode.js are called only by code that `markdown.ts` replaces.
 * xml-js needs sax only to parse XML, but the package `feed` only writes XML with it. Of uc.micro, the Markdown parser
 * uses the two patterns below.
 */
export const P = /\p{P}/u;
export const S = /\p{S}/u;
export class LinkifyIt {}
export default {};
