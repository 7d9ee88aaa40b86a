import * as z from "zod";
import { jsonOf } from "../json.ts";
import { isLoopback } from "../loopback.ts";
import type { Site } from "../settings.ts";
import { type Fetcher, isSuccess, postToCallback } from "./http-client.ts";

/** Maximum length of a callback URL, in bytes. */
const MAX_CALLBACK_LENGTH = 2000;

/** Matches names that only resolve within a local network (RFC 6761, RFC 6762, RFC 8375, and common practice). */
const INWARD = /(^|\.)(localhost|local|internal|intranet|private|corp|home|lan|home\.arpa|onion|test|invalid)$/;

/**
 * Returns a sentence about why a callback URL is not acceptable; null if the URL itself looks fine. Before sending
 * anything to the URL, also call `lookupProblem` to check what its host name resolves to.
 */
export function callbackProblem(callback: string, site: Site): string | null {
	const url = URL.parse(callback);
	if (url?.protocol !== "http:" && url?.protocol !== "https:") {
		return "The callback is not a URL. Use one such as https://reader.example.org/callback.";
	}
	if (new TextEncoder().encode(callback).byteLength > MAX_CALLBACK_LENGTH) {
		return `The callback is longer than ${MAX_CALLBACK_LENGTH} bytes.`;
	}
	if (url.username !== "" || url.password !== "") return "The callback contains a user name or password. Remove it.";
	if (callback.includes("#")) return "The callback contains a fragment (#…). Remove it.";
	if (!["", "80", "443"].includes(url.port) && Number(url.port) < 1024) {
		return `The callback uses port ${url.port}. Below 1024, only ports 80 and 443 are allowed.`;
	}
	if (isThisSite(url, site)) return "The callback is an address of this site.";
	if (isDevelopment(site) || isPublic(url.hostname)) return null;
	return "The callback is not on the public internet, because its host is local or in a private network.";
}

/**
 * Returns a sentence about why the addresses of a callback's host are not acceptable; null if they are public.
 *
 * @param callback a URL that passed `callbackProblem`
 */
export async function lookupProblem(callback: string, site: Site, fetcher: Fetcher = fetch): Promise<string | null> {
	const { hostname } = new URL(callback);
	if (isDevelopment(site) || isPublicAddress(hostname) !== null) return null;
	return addressesProblem(hostname, await addressesOf(hostname, fetcher));
}

/** @param addresses the host's addresses; null if DNS does not respond */
function addressesProblem(hostname: string, addresses: readonly string[] | null): string | null {
	if (addresses === null) return `DNS does not respond for ${hostname} at the moment. Try again in a few minutes.`;
	if (addresses.length === 0) return `${hostname} does not have an address in DNS. Check the callback's host name.`;
	if (addresses.every((address) => isPublicAddress(address) === true)) return null;
	return `The callback is not on the public internet, because ${hostname} resolves to an address in a private network.`;
}

/** Whether this is a local site. A local site also accepts local subscribers. */
export function isDevelopment(site: Site): boolean {
	return isLoopback(new URL(site.url).hostname);
}

/** Whether a URL belongs to this site. A local site is identified by its port, any other site by its host name. */
function isThisSite(url: URL, site: Site): boolean {
	const own = new URL(site.url);
	if (!isDevelopment(site)) return nameOf(url) === nameOf(own);
	return isLoopback(url.hostname) && url.port === own.port;
}

function isPublic(hostname: string): boolean {
	const name = hostname.replace(/\.$/, "");
	return isPublicAddress(name) ?? (name.includes(".") && !INWARD.test(name));
}

/** Returns the host name without the optional trailing dot. */
function nameOf({ hostname }: URL): string {
	return hostname.replace(/\.$/, "");
}

/** IPv4 ranges without public servers (IANA's special-purpose address registries, RFC 6890). */
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

/**
 * IPv6 ranges that do not contain public servers although they are within the public 2000::/3. They are for tunnels,
 * translation to IPv4, documentation and tests.
 */
const CLOSED_V6: readonly (readonly [string, number])[] = [
	["2001::", 23],
	["2001:db8::", 32],
	["2002::", 16],
	["3fff::", 20],
];

/**
 * Whether an IP address belongs to the public internet. Null if the text is a host name.
 *
 * @param text in any notation that a URL may have; IPv6 with or without brackets
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

/** @param address in dotted decimal notation */
function bitsOfV4(address: string): string {
	return address
		.split(".")
		.map((part) => Number(part).toString(2).padStart(8, "0"))
		.join("");
}

/** @param address as `URL` serializes it: hexadecimal groups, with `::` for a run of zeros */
function bitsOfV6(address: string): string {
	const [head = [], tail = []] = address.split("::").map((half) => half.split(":").filter((group) => group !== ""));
	const zeros = Array.from({ length: 8 - head.length - tail.length }, () => "0");
	return [...head, ...zeros, ...tail].map((group) => Number.parseInt(group, 16).toString(2).padStart(16, "0")).join("");
}

/** A resolver that offers DNS over HTTPS with JSON responses. */
const RESOLVER = "https://cloudflare-dns.com/dns-query";

/** Maximum size of a DNS response, in bytes. */
const MAX_ANSWER = 64 * 1024;

/** Record type numbers (RFC 1035, RFC 3596). */
const TYPES = { A: 1, AAAA: 28 };

/** Looks up all addresses of a host. Empty if the name does not exist; null if DNS does not respond. */
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
 * Returns the addresses in a DNS response; empty if the name does not exist. Returns null if the response cannot be
 * parsed, because that does not mean that the host has no address.
 */
function readAnswer(text: string, type: keyof typeof TYPES): string[] | null {
	const parsed = answerSchema.safeParse(jsonOf(text));
	// RFC 1035, section 4.1.1: 0 is success, 3 means that the name does not exist.
	if (!parsed.success || ![0, 3].includes(parsed.data.Status)) return null;
	return parsed.data.Answer.filter((record) => record.type === TYPES[type]).map(({ data }) => data);
}
