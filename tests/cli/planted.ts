import { expect, test } from "vitest";
import type { Finding } from "../../src/cli/verify/finding.ts";
import { createAsk } from "../../src/cli/verify/http-client.ts";
import { verify } from "../../src/cli/verify/verify.ts";
import { type Asked, rightSite, type Served, type Spoil } from "./right-site.ts";

/** What `verify` finds at an address. */
export async function findingsAt(url: string): Promise<Finding[]> {
	const ask = createAsk(url, () => {});
	const verdict = await verify(new URL(url).href, ask);
	if ("failure" in verdict) throw new Error(verdict.failure);
	return verdict.checks.flatMap(({ findings }) => findings);
}

/** A fault in an otherwise correct site, and the only finding that it should cause, at that address. */
export interface Planted {
	fault: string;
	/** The path with the fault; `?` at the end means any query. */
	at: string;
	spoil: Spoil;
	said: RegExp;
	/** What has to be said besides, since one fault is the cause of others. */
	also?: RegExp;
}

/**
 * Tests each fault: `verify` reports it with its place, and nothing else.
 *
 * @param look checks the whole site, or one feed
 */
export function findsEach(look: "site" | "feed", planted: readonly Planted[]): void {
	test.each(planted)("$fault at $at is found", async ({ at, spoil, said, also }) => {
		const isMeant = ({ path }: Asked) => (at.endsWith("?") ? path.startsWith(at) : path.split("?")[0] === at);
		const { url } = await rightSite((served, asked) => {
			if (isMeant(asked)) spoil(served, asked);
		});
		const address = url + at.replace("?", "");
		const findings = await findingsAt(look === "site" ? url : address);
		const found = findings.filter(({ what }) => said.test(what));
		expect(found.length, JSON.stringify(findings)).toBeGreaterThan(0);
		expect(found.every((one) => one.url === address && one.hint !== "")).toBe(true);
		expect(findings.filter((one) => !found.includes(one) && also?.test(one.what) !== true)).toEqual([]);
	});
}

/** Sends a header with another value, or not at all. */
export function header(name: string, value: string | null): Spoil {
	return ({ headers }) => {
		if (value === null) delete headers[name];
		else headers[name] = value;
	};
}

export function status(code: number): Spoil {
	return (served) => {
		served.status = code;
	};
}

/** Puts other words into a document. */
export function replaced(from: string | RegExp, to: string): Spoil {
	return (served) => {
		const changed = String(served.body).replace(from, to);
		if (served.status === 200 && changed === String(served.body)) throw new Error(`${from} is not there`);
		served.body = changed;
	};
}

/** Spoils only some answers. */
export function where(isSo: (asked: Asked, served: Served) => boolean, spoil: Spoil): Spoil {
	return (served, asked) => {
		if (isSo(asked, served)) spoil(served, asked);
	};
}

/** Spoils the answers to requests whose header is so; a header that was not sent is empty. */
export function sent(name: string, isSo: (value: string) => boolean, spoil: Spoil): Spoil {
	return where(({ headers }) => isSo(headers.get(name) ?? ""), spoil);
}
