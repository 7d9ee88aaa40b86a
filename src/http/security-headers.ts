/**
 * Default security headers: no MIME sniffing, no framing, no scripts or embedded content. A feed may load its
 * stylesheet and pictures.
 */
const HEADERS = {
	"X-Content-Type-Options": "nosniff",
	"X-Frame-Options": "DENY",
	"Referrer-Policy": "strict-origin-when-cross-origin",
	"Content-Security-Policy":
		"default-src 'none'; style-src 'self'; img-src https: http: data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};

/** HTTPS for a year, for this host only: its owner decides about subdomains. */
const HTTPS_ONLY = "max-age=31536000";

/**
 * Adds the security headers that a response lacks.
 *
 * @param siteUrl undefined while a setting is invalid
 */
export function addSecurityHeaders(headers: Headers, siteUrl: string | undefined): void {
	for (const [name, value] of Object.entries(HEADERS)) if (!headers.has(name)) headers.set(name, value);
	if (siteUrl?.startsWith("https:")) headers.set("Strict-Transport-Security", HTTPS_ONLY);
}
