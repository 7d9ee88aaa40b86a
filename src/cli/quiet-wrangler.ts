/** What is set for a wrangler that nobody talks to: it asks nothing, keeps no logs, tells nobody, speaks without colours. */
export const QUIET_WRANGLER = {
	WRANGLER_SEND_METRICS: "false",
	WRANGLER_HIDE_BANNER: "true",
	WRANGLER_WRITE_LOGS: "false",
	WRANGLER_NO_SKILLS_UPDATE_PROMPTS: "true",
	NO_COLOR: "1",
	FORCE_COLOR: undefined,
	// With it set, wrangler would take another environment's settings and secrets than those that were looked at.
	CLOUDFLARE_ENV: undefined,
};
