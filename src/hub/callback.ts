import { isLoopback, type Site } from "../settings.ts";
import type { Fetcher } from "./call.ts";
import { addressesOf } from "./dns.ts";
import { isPublicAddress } from "./public-address.ts";

/** In bytes. */
const LONGEST_CALLBACK = 2000;

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
	if (new TextEncoder().encode(callback).byteLength > LONGEST_CALLBACK) {
		return `The callback is longer than ${LONGEST_CALLBACK} bytes.`;
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
export function addressesProblem(hostname: string, addresses: readonly string[] | null): string | null {
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
