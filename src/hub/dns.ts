import * as z from "zod";
import { call, type Fetcher, isSuccess } from "./call.ts";

/** DNS over HTTPS, with answers as JSON. */
const RESOLVER = "https://cloudflare-dns.com/dns-query";

/** In bytes. */
const LARGEST_ANSWER = 64 * 1024;

/** The numbers of the types of records (RFC 1035, RFC 3596). */
const TYPES = { A: 1, AAAA: 28 };

/** Every address of a host, IPv4 and IPv6; none if there is no such name. Null if DNS does not answer. */
export async function addressesOf(hostname: string, fetcher: Fetcher): Promise<string[] | null> {
	const answers = await Promise.all([resolve(hostname, "A", fetcher), resolve(hostname, "AAAA", fetcher)]);
	return answers.includes(null) ? null : answers.flatMap((addresses) => addresses ?? []);
}

async function resolve(hostname: string, type: keyof typeof TYPES, fetcher: Fetcher): Promise<string[] | null> {
	const url = `${RESOLVER}?name=${encodeURIComponent(hostname)}&type=${type}`;
	const reply = await call(fetcher, url, { headers: { Accept: "application/dns-json" } }, LARGEST_ANSWER);
	return "error" in reply || !isSuccess(reply) ? null : readAnswer(reply.text, type);
}

const answerSchema = z.object({
	Status: z.number(),
	Answer: z.array(z.object({ type: z.number(), data: z.string() })).default([]),
});

/**
 * The addresses in an answer; none if the name does not exist. Null if it is no answer: what is not understood must not
 * pass for "no address".
 */
export function readAnswer(text: string, type: keyof typeof TYPES): string[] | null {
	const parsed = answerSchema.safeParse(jsonOf(text));
	// RFC 1035, section 4.1.1: 0 is an answer, 3 means that there is no such name.
	if (!parsed.success || ![0, 3].includes(parsed.data.Status)) return null;
	return parsed.data.Answer.filter((record) => record.type === TYPES[type]).map(({ data }) => data);
}

function jsonOf(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
