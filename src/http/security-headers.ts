/**
 * Default security headers: they forbid MIME sniffing, framing, scripts and embedded content. Feeds may load their
 * stylesheet and pictures.
 */
const HEADERS = {
	"X-Content-Type-Options": "nosniff",
	"X-Frame-Options": "DENY",
	"Referrer-Policy": "strict-origin-when-cross-origin",
	"Content-Security-Policy":
		"default-src 'none'; style-src 'self'; img-src https: http: data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};

/** Requires HTTPS for a year, but not for subdomains, because that is for the site's owner to decide. */
const HTTPS_ONLY = "max-age=31536000";

/**
 * Adds the security headers that are missing from a response.
 *
 * @param siteUrl undefined while a setting is invalid
 */
export function addSecurityHeaders(headers: Headers, siteUrl: string | undefined): void {
	for (const [name, value] of Object.entries(HEADERS)) if (!headers.has(name)) headers.set(name, value);
	if (siteUrl?.startsWith("https:")) headers.set("Strict-Transport-Security", HTTPS_ONLY);
}
