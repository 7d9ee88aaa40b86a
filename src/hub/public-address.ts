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
