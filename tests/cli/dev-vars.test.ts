import { mkdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readPublishToken, readSecret } from "../../src/cli/api/site.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const fileIn = (root: string): Promise<string> => readFile(join(root, ".dev.vars"), "utf8");

test("a new project gets a random token in a file that only its owner can read, and the next run reuses it", async () => {
	const root = await temporaryFolder();
	const made = await readPublishToken(root);
	expect(made).toEqual({ token: expect.stringMatching(/^[\w-]{43}$/) });
	expect(await fileIn(root)).toMatch(/^PUBLISH_TOKEN="[\w-]{43}"\n$/);
	expect((await stat(join(root, ".dev.vars"))).mode & 0o777).toBe(0o600);
	expect(await readPublishToken(root)).toEqual(made);
	expect(await readPublishToken(await temporaryFolder())).not.toEqual(made);
});

test.each(["PUBLISH_TOKEN=plain", "A=1\nPUBLISH_TOKEN='plain' # mine\n", 'export PUBLISH_TOKEN="plain"\n'])(
	"the token in %j is used, and the file stays unchanged",
	async (text) => {
		const root = await temporaryFolder({ ".dev.vars": text });
		expect(await readPublishToken(root)).toEqual({ token: "plain" });
		expect(await fileIn(root)).toBe(text);
	},
);

test.each(["", "OTHER=1", "OTHER=1\n", "PUBLISH_TOKEN=\n", '# PUBLISH_TOKEN="no"\n'])(
	"a token is added to a file without a token (%j)",
	async (text) => {
		const root = await temporaryFolder({ ".dev.vars": text });
		const made = await readPublishToken(root);
		const after = await fileIn(root);
		expect(after.startsWith(text)).toBe(true);
		expect(after).toMatch(/(^|\n)PUBLISH_TOKEN="[\w-]{43}"\n$/);
		expect(await readPublishToken(root)).toEqual(made);
	},
);

test("during a rotation, the first of two tokens is used", async () => {
	const root = await temporaryFolder({ ".dev.vars": 'PUBLISH_TOKEN="new old"\n' });
	expect(await readPublishToken(root)).toEqual({ token: "new" });
});

test("a new secret is added on its own line", async () => {
	const root = await temporaryFolder();
	const { token } = { token: "", ...(await readPublishToken(root)) };
	const made = await readSecret(root, "PRIVATE_FEEDS_SECRET");
	expect(made).toEqual({ secret: expect.stringMatching(/^[\w-]{43}$/) });
	expect(await readSecret(root, "PRIVATE_FEEDS_SECRET")).toEqual(made);
	expect(made).not.toEqual({ secret: token });
	expect(await fileIn(root)).toMatch(/^PUBLISH_TOKEN="[\w-]{43}"\nPRIVATE_FEEDS_SECRET="[\w-]{43}"\n$/);
	expect(await readPublishToken(root)).toEqual({ token });
});

test("an unreadable file causes an error", async () => {
	const root = await temporaryFolder();
	await mkdir(join(root, ".dev.vars"));
	expect(await readPublishToken(root)).toEqual({ failure: expect.stringContaining(".dev.vars cannot be read") });
});
