/// <reference types="vite/client" />
import { describe, expect, test } from "vitest";
import addressPage from "../../docs/addresses.md?raw";
import apiPage from "../../docs/api.md?raw";
import { ROUTES } from "../../src/api/routes.ts";
import { app, files } from "../../src/app.ts";

/** The sections of docs/addresses.md that list paths with content, rather than redirects. */
const LISTS = ["Feeds and lists", "Pages", "For operators", "Private feeds"];

/**
 * Paths of article pages. They match a route for all paths, because an article may have any path that is not reserved.
 */
const ARTICLES = ["/articles/<path>", "/pages/<path>"];

interface Address {
	method: string;
	path: string;
}

const documented: Address[] = addressPage
	.split(/^## /m)
	.filter((section) => LISTS.some((heading) => section.startsWith(`${heading}\n`)))
	.flatMap((section) => section.split("\n").filter((line) => line.startsWith("| ")))
	.flatMap((row) => addressesIn(row.split("|")[1] ?? ""));

/** Returns the paths in a table cell. `/feed.rss` `.atom` means two paths: `/feed.rss` and `/feed.atom`. */
function addressesIn(cell: string): Address[] {
	const found: Address[] = [];
	for (const [, post, code = ""] of cell.matchAll(/(POST )?`([^`]+)`/g)) {
		const last = found.at(-1);
		if (code.startsWith("/")) found.push({ method: post ? "POST" : "GET", path: code.replace(/\?.*$/, "") });
		else if (code.startsWith(".") && last) found.push({ ...last, path: last.path.replace(/\.\w+$/, code) });
	}
	return found;
}

/** Converts a Hono route pattern to a regular expression. */
function expressionOf(pattern: string): RegExp {
	let source = "";
	for (let rest = pattern; rest !== ""; ) {
		const [whole, , braces] = /^:(\w+)(?:\{((?:[^{}]|\{[^{}]*\})*)\})?\??/.exec(rest) ??
			/^\*/.exec(rest) ?? [rest[0] ?? ""];
		if (whole.startsWith(":")) source += `(?:${braces ?? "[^/]+"})`;
		else source += whole === "*" ? ".+" : whole.replace(/[.\\+?()[\]^$|]/g, "\\$&");
		rest = rest.slice(whole.length);
	}
	return new RegExp(`^${source}$`);
}

const routes = [...app.routes, ...files.routes]
	.filter(({ method, path }) => ["GET", "POST"].includes(method) && path !== "/*" && path !== "*")
	.filter(({ path }) => !path.startsWith("/api/"))
	.map(({ method, path }) => ({ method, path, expression: expressionOf(path) }));

function answers({ method, path, expression }: (typeof routes)[number], address: Address): boolean {
	if (method !== address.method) return false;
	const [plain, open] = [address.path.replaceAll(/<\w+>/g, "x"), path.endsWith("/*")];
	if (open && !ARTICLES.some((article) => address.path.endsWith(article))) return path === "/webhooks/*";
	return [plain, `${plain}/`, plain.replace(/\/$/, "")].some((one) => expression.test(one));
}

describe("docs/addresses.md", () => {
	test("lists every path that has a route", () => {
		expect(routes.length).toBeGreaterThan(60);
		const missing = routes.filter((route) => !documented.some((address) => answers(route, address)));
		expect(missing.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
	});

	test("does not list paths without a route", () => {
		expect(documented.length).toBeGreaterThan(60);
		const known = routes.filter(({ path }) => path !== "/webhooks/*");
		const strange = documented.filter(
			(address) => !ARTICLES.includes(address.path) && !known.some((route) => answers(route, address)),
		);
		expect(strange).toEqual([]);
	});
});

test("docs/api.md lists every path of the API, and no other paths", () => {
	const listed = [...apiPage.matchAll(/^\| `([A-Z]+ \/api\/[^`]+)` \|/gm)].map(([, address]) => address);
	expect(listed.toSorted()).toEqual(ROUTES.map(({ method, path }) => `${method.toUpperCase()} ${path}`).toSorted());
});
