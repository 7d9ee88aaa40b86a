import * as z from "zod";
import { jsonOf } from "../json.ts";
import { isLoopback, type Site } from "../settings.ts";
import { type Fetcher, isSuccess, postToCallback } from "./http-client.ts";

/** In bytes. */
const MAX_CALLBACK_LENGTH = 2000;

/** Names that mean something within a network only (RFC 6761, RFC 6762, RFC 8375, and what is usual). */
const INWARD = /(^|\.)(localhost|local|internal|intranet|private|corp|home|lan|home\.arpa|onion|test|invalid)$/;

/**
 * What is wrong with the address that a subscriber wants to be called at, in a sentence; null if nothing is to be seen.
 * Where its name leads is to be asked of `lookupProblem` before anything is sent there.
 */
export function callbackProblem(callback: string, site: Site): string | null {
	const url = URL.parse(callback);
	if (url?.protocol !== "http:" && url?.protocol !== "https:") {
		return "The callback is not an address of the web; write it as https://reader.example.org/callback.";
	}
	if (new TextEncoder().encode(callback).byteLength > MAX_CALLBACK_LENGTH) {
		return `The callback is longer than ${MAX_CALLBACK_LENGTH} bytes.`;
	}
	if (url.username !== "" || url.password !== "") return "The callback has a name or a password before its host.";
	if (callback.includes("#")) return "The callback has a fragment (#…), which is never sent.";
	if (!["", "80", "443"].includes(url.port) && Number(url.port) < 1024) {
		return `The callback is at port ${url.port}; of the ports below 1024 only 80 and 443 are called.`;
	}
	if (isThisSite(url, site)) return "The callback is an address of this very site.";
	if (isDevelopment(site) || isPublic(url.hostname)) return null;
	return "The callback is not on the public internet: its host is this machine, or within a private network.";
}

/**
 * What is wrong with where the callback's name leads, in a sentence; null if it leads to the public internet alone.
 *
 * @param callback one that `callbackProblem` has nothing against
 */
export async function lookupProblem(callback: string, site: Site, fetcher: Fetcher = fetch): Promise<string | null> {
	const { hostname } = new URL(callback);
	if (isDevelopment(site) || isPublicAddress(hostname) !== null) return null;
	return addressesProblem(hostname, await addressesOf(hostname, fetcher));
}

/** @param addresses of the host; null if DNS does not answer */
function addressesProblem(hostname: string, addresses: readonly string[] | null): string | null {
	if (addresses === null) return `DNS does not answer for ${hostname} at the moment. Try again in a few minutes.`;
	if (addresses.length === 0) return `DNS knows no address of ${hostname}.`;
	if (addresses.every((address) => isPublicAddress(address) === true)) return null;
	return `The callback is not on the public internet: DNS leads ${hostname} into a private network.`;
}

/** On a machine of one's own, subscribers may be there too. */
export function isDevelopment(site: Site): boolean {
	return isLoopback(new URL(site.url).hostname);
}

/** On one's own machine a site is known by its port, elsewhere by its name. */
function isThisSite(url: URL, site: Site): boolean {
	const own = new URL(site.url);
	if (!isDevelopment(site)) return nameOf(url) === nameOf(own);
	return isLoopback(url.hostname) && url.port === own.port;
}

function isPublic(hostname: string): boolean {
	const name = hostname.replace(/\.$/, "");
	return isPublicAddress(name) ?? (name.includes(".") && !INWARD.test(name));
}

/** The name of a host, with or without the dot that stands for DNS's root. */
function nameOf({ hostname }: URL): string {
	return hostname.replace(/\.$/, "");
}

/** Networks whose addresses are not those of a public server (IANA's registries of special-purpose addresses, RFC 6890). */
const CLOSED_V4: readonly (readonly [string, number])[] = [
	["0.0.0.0", 8],
	["10.0.0.0", 8],
	["100.64.0.0", 10],
	["127.0.0.0", 8],
	["169.254.0.0", 16],
	["172.16.0.0", 12],
	["192.0.0.0", 24],
	["192.0.2.0", 24],
	["192.88.99.0", 24],
	["192.168.0.0", 16],
	["198.18.0.0", 15],
	["198.51.100.0", 24],
	["203.0.113.0", 24],
	["224.0.0.0", 3],
];

/** What is public of IPv6 is within 2000::/3, without these: tunnels and translations to IPv4, documentation, tests. */
const CLOSED_V6: readonly (readonly [string, number])[] = [
	["2001::", 23],
	["2001:db8::", 32],
	["2002::", 16],
	["3fff::", 20],
];

/**
 * Whether an address is that of a server on the public internet. Null if the text is no address, but a name.
 *
 * @param text in any notation that a URL may have; IPv6 with or without its brackets
 */
export function isPublicAddress(text: string): boolean | null {
	const host = text.includes(":") && !text.startsWith("[") ? `[${text}]` : text;
	const hostname = URL.parse(`http://${host}/`)?.hostname ?? "";
	if (hostname.startsWith("[")) {
		const address = bitsOfV6(hostname.slice(1, -1));
		return address.startsWith("001") && !CLOSED_V6.some((network) => isWithin(address, bitsOfV6, network));
	}
	if (!/^\d+(\.\d+){3}$/.test(hostname)) return null;
	const address = bitsOfV4(hostname);
	return !CLOSED_V4.some((network) => isWithin(address, bitsOfV4, network));
}

function isWithin(address: string, bitsOf: (text: string) => string, [network, length]: readonly [string, number]) {
	return address.startsWith(bitsOf(network).slice(0, length));
}

/** @param address four decimal numbers */
function bitsOfV4(address: string): string {
	return address
		.split(".")
		.map((part) => Number(part).toString(2).padStart(8, "0"))
		.join("");
}

/** @param address as `URL` writes it: groups of hexadecimal digits, of which `::` stands for as many zeros as are missing */
function bitsOfV6(address: string): string {
	const [head = [], tail = []] = address.split("::").map((half) => half.split(":").filter((group) => group !== ""));
	const zeros = Array.from({ length: 8 - head.length - tail.length }, () => "0");
	return [...head, ...zeros, ...tail].map((group) => Number.parseInt(group, 16).toString(2).padStart(16, "0")).join("");
}

/** DNS over HTTPS, with answers as JSON. */
const RESOLVER = "https://cloudflare-dns.com/dns-query";

/** In bytes. */
const MAX_ANSWER = 64 * 1024;

/** The numbers of the types of records (RFC 1035, RFC 3596). */
const TYPES = { A: 1, AAAA: 28 };

/** Every address of a host, IPv4 and IPv6; none if there is no such name. Null if DNS does not answer. */
async function addressesOf(hostname: string, fetcher: Fetcher): Promise<string[] | null> {
	const answers = await Promise.all([resolve(hostname, "A", fetcher), resolve(hostname, "AAAA", fetcher)]);
	return answers.includes(null) ? null : answers.flatMap((addresses) => addresses ?? []);
}

async function resolve(hostname: string, type: keyof typeof TYPES, fetcher: Fetcher): Promise<string[] | null> {
	const url = `${RESOLVER}?name=${encodeURIComponent(hostname)}&type=${type}`;
	const reply = await postToCallback(fetcher, url, { headers: { Accept: "application/dns-json" } }, MAX_ANSWER);
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
function readAnswer(text: string, type: keyof typeof TYPES): string[] | null {
	const parsed = answerSchema.safeParse(jsonOf(text));
	// RFC 1035, section 4.1.1: 0 is an answer, 3 means that there is no such name.
	if (!parsed.success || ![0, 3].includes(parsed.data.Status)) return null;
	return parsed.data.Answer.filter((record) => record.type === TYPES[type]).map(({ data }) => data);
}
