/**
 * Default security headers: no MIME sniffing, no scripts or embedded content (a feed may load its stylesheet and
 * pictures), no framing.
 */
const HEADERS = {
	"X-Content-Type-Options": "nosniff",
	"X-Frame-Options": "DENY",
	"Referrer-Policy": "strict-origin-when-cross-origin",
	"Content-Security-Policy":
		"default-src 'none'; style-src 'self'; img-src https: http: data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};

/** For a year, and for this host only: others decide for subdomains. */
const HTTPS_ONLY = "max-age=31536000";

/**
 * Adds security headers where the response has none. A 304 needs none: the cached response has them.
 *
 * @param siteUrl unknown while a setting is invalid
 */
export function addSecurityHeaders(headers: Headers, siteUrl: string | undefined): void {
	for (const [name, value] of Object.entries(HEADERS)) if (!headers.has(name)) headers.set(name, value);
	if (siteUrl?.startsWith("https:")) headers.set("Strict-Transport-Security", HTTPS_ONLY);
}
