import { expect } from "vitest";
import { OPERATOR } from "./pages.ts";
import { snapshot } from "./snapshot.ts";
import { site, token, walk } from "./walk.ts";

walk("the status page shows that everything works, and what was published last", async ({ open }) => {
	const page = await open("/status", OPERATOR);
	await snapshot(page, "status");
	await page.getByRole("heading", { level: 1 }).waitFor();
	await page.getByText("Everything is published").waitFor();
	await page.getByRole("heading", { name: /publications/i }).waitFor();
	const response = await page.request.get("/status");
	expect(response.headers()["cache-control"]).toContain("no-store");
});

walk("the status page requires the operator's token", async () => {
	for (const authorization of [undefined, `Basic ${btoa("operator:guess")}`, "Bearer guess"]) {
		const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
		const response = await fetch(`${site}/status`, { headers });
		expect(response.status).toBe(401);
		expect(response.headers.get("WWW-Authenticate")).toMatch(/^Basic realm="Newsstand"/);
		expect(await response.text()).toMatch(/A token is needed/);
	}
});

walk("programs get the same status through the API", async () => {
	const headers = { authorization: `Bearer ${token}` };
	const response = await fetch(`${site}/api/status`, { headers });
	expect(await response.json()).toMatchObject({ status: "ok", pending: 0 });
});
