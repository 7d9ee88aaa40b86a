/**
 * Stands in for packages that dependencies import and that are never called here (`alias` in `wrangler.toml`): 17 KiB of
 * the upload. `markdown.ts` replaces what would call linkify-it, mdurl and punycode.js; `feed` writes XML and never
 * reads it, which is what xml-js has sax for. Of uc.micro the parser uses two patterns.
 */
export const P = /\p{P}/u;
export const S = /\p{S}/u;
export class LinkifyIt {}
export default {};
