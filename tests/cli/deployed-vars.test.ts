import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { noteDeployedSite, readDeployedSecret } from "../../src/cli/api/site.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const SITE = "https://news.example.org";

test("a secret is used only for the site that it was created for", async () => {
	const root = await temporaryFolder({ ".deployed.vars": `SITE_URL="${SITE}"\nPUBLISH_TOKEN="abc"\n` });
	expect(await readDeployedSecret(root, SITE, "PUBLISH_TOKEN")).toBe("abc");
	expect(await readDeployedSecret(root, SITE, "API_TOKENS")).toBeUndefined();
	expect(await readDeployedSecret(root, "https://news.example.com", "PUBLISH_TOKEN")).toBeUndefined();
	expect(await readDeployedSecret(await temporaryFolder(), SITE, "PUBLISH_TOKEN")).toBeUndefined();
});

test("a site that moves to a custom domain keeps its secrets", async () => {
	const root = await temporaryFolder({ ".deployed.vars": 'PUBLISH_TOKEN="abc"\n' });
	for (const site of ["https://newsstand.acme.workers.dev", SITE, SITE]) await noteDeployedSite(root, site);
	expect(await readFile(join(root, ".deployed.vars"), "utf8")).toBe(`SITE_URL="${SITE}"\nPUBLISH_TOKEN="abc"\n`);
});

test("without secrets, no file is created", async () => {
	const root = await temporaryFolder();
	await noteDeployedSite(root, SITE);
	await expect(readFile(join(root, ".deployed.vars"))).rejects.toThrow("ENOENT");
});
