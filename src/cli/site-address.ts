import type { Complaint } from "./command.ts";
import { readDeployedSecret } from "./deployed-vars.ts";
import { readPublishToken } from "./dev-vars.ts";

/** A site to talk to. */
export interface SiteAddress {
	/** Its origin, such as `https://news.example.org`. */
	url: string;
	/** Whether it runs on this machine. */
	isLocal: boolean;
}

const EXAMPLE = "--to https://news.example.org";

/** Reads the address of a site as it was typed. Only what stays on this machine may go over plain HTTP. */
export function readSiteAddress(typed: string): SiteAddress | Complaint {
	const url = URL.parse(typed.trim());
	if (url === null || !/^https?:$/.test(url.protocol)) {
		return { complaint: `${JSON.stringify(typed)} is not the address of a site. Write it like this: ${EXAMPLE}` };
	}
	if (url.username !== "" || url.password !== "") {
		const complaint = `The address of a site has no name and password in it. Write it like this: ${EXAMPLE}`;
		return { complaint };
	}
	if (url.pathname !== "/" || url.search !== "" || url.hash !== "") {
		return { complaint: `The address of a site has no path and nothing after it. Write: --to ${url.origin}` };
	}
	const isLocal = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
	if (url.protocol === "http:" && !isLocal) {
		const complaint = `Over http:// anybody on the way could read the token. Write: --to https://${url.host}`;
		return { complaint };
	}
	return { url: url.origin, isLocal };
}

/**
 * The token for a site: the environment variable PUBLISH_TOKEN (of two values, while one is exchanged for the other, the
 * first), else for a site on this machine that of `.dev.vars`, and for one that was deployed from here the one made for it.
 *
 * @param root the project
 */
export async function readToken(
	{ url, isLocal }: SiteAddress,
	root: string,
	environment: Record<string, string | undefined>,
): Promise<{ token: string } | Complaint> {
	const [token = ""] = environment.PUBLISH_TOKEN?.trim().split(/\s+/) ?? [];
	if (token === "") {
		const deployed = await readDeployedSecret(root, url, "PUBLISH_TOKEN");
		if (deployed !== undefined) return { token: deployed };
		if (isLocal) return readPublishToken(root);
		const complaint = `There is no token for ${url}. Put one into the environment variable PUBLISH_TOKEN.`;
		return { complaint };
	}
	if (/^[\x21-\x7e]+$/.test(token)) return { token };
	return { complaint: "The environment variable PUBLISH_TOKEN has characters that no token has. Copy it once more." };
}
