import type { Complaint } from "../command.ts";
import type { Answer, Ask } from "./ask.ts";
import { headerOf } from "./headers.ts";

/** So many redirects in a row are followed. */
const MOST = 5;

/** Where an address led to. */
export interface Reached {
	answer: Answer;
	/** The redirects on the way, each as a sentence. */
	redirects: { url: string; status: number; to: string }[];
}

/** Asks for an address and follows redirects, each by a request of its own. */
export async function follow(address: string, ask: Ask): Promise<Reached | Complaint> {
	const redirects: Reached["redirects"] = [];
	let url = address;
	for (;;) {
		if (!/^https?:$/.test(URL.parse(url)?.protocol ?? ""))
			return { complaint: `${address} leads to no address of the web.` };
		const answer = await ask(url);
		const { status, headers } = answer;
		if (![301, 302, 303, 307, 308].includes(status)) return { answer, redirects };
		const to = URL.parse(headerOf(headers, "location"), url)?.href;
		if (to === undefined) return { complaint: `${url} leads elsewhere (${status}) and does not say where to.` };
		redirects.push({ url, status, to });
		if (redirects.length > MOST)
			return { complaint: `${address} leads on and on: more than ${MOST} redirects in a row.` };
		url = to;
	}
}
