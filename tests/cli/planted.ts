import { expect, test } from "vitest";
import type { Finding } from "../../src/cli/verify/finding.ts";
import { createAsk } from "../../src/cli/verify/http-client.ts";
import { verify } from "../../src/cli/verify/verify.ts";
import { type Asked, rightSite, type Served, type Spoil } from "./right-site.ts";

/** Returns the findings of `verify` for an address. */
export async function findingsAt(url: string): Promise<Finding[]> {
	const ask = createAsk(url, () => {});
	const verdict = await verify(new URL(url).href, ask);
	if ("failure" in verdict) throw new Error(verdict.failure);
	return verdict.checks.flatMap(({ findings }) => findings);
}

/** A fault in an otherwise correct site, and the finding that it should cause. */
export interface Planted {
	fault: string;
	/** The path of the response with the fault. A trailing `?` stands for any query string. */
	at: string;
	spoil: Spoil;
	said: RegExp;
	/** Other findings that the fault may also cause. */
	also?: RegExp;
}

/**
 * Tests that `verify` reports each fault with its location, and reports nothing else.
 *
 * @param look whether to check the whole site or one feed
 */
export function findsEach(look: "site" | "feed", planted: readonly Planted[]): void {
	test.each(planted)("finds $fault at $at", async ({ at, spoil, said, also }) => {
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

/** Changes the value of a header, or removes it. */
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

/** Replaces text in a document. */
export function replaced(from: string | RegExp, to: string): Spoil {
	return (served) => {
		const changed = String(served.body).replace(from, to);
		if (served.status === 200 && changed === String(served.body)) throw new Error(`${from} is not there`);
		served.body = changed;
	};
}

/** Applies a fault to some responses only. */
export function where(isSo: (asked: Asked, served: Served) => boolean, spoil: Spoil): Spoil {
	return (served, asked) => {
		if (isSo(asked, served)) spoil(served, asked);
	};
}

/** Applies a fault to responses if a request header matches. A missing header counts as empty. */
export function sent(name: string, isSo: (value: string) => boolean, spoil: Spoil): Spoil {
	return where(({ headers }) => isSo(headers.get(name) ?? ""), spoil);
}
