import { randomBytes } from "node:crypto";
import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseEnv } from "node:util";
import type { Complaint } from "./command.ts";
import { codeOf, reasonOf } from "./file-error.ts";

/** The token that the local Worker asks for, from `.dev.vars` in the project; makes one where there is none. */
export async function readPublishToken(root: string): Promise<{ token: string } | Complaint> {
	const known = await readSecret(root, "PUBLISH_TOKEN");
	return "complaint" in known ? known : { token: known.secret };
}

/**
 * A secret of the local Worker, from `.dev.vars` in the project (of two, the first); makes the file, or the line in it,
 * where there is none. A file that is made can be read by its owner alone.
 *
 * @param named another file in the project
 */
export async function readSecret(
	root: string,
	name: string,
	named = ".dev.vars",
): Promise<{ secret: string } | Complaint> {
	const file = join(root, named);
	try {
		const text = await readFile(file, "utf8").catch((error: unknown) => {
			if (codeOf(error) === "ENOENT") return null;
			throw error;
		});
		const [known = ""] = (parseEnv(text ?? "")[name] ?? "").trim().split(/\s+/);
		if (known !== "") return { secret: known };
		const secret = randomBytes(32).toString("base64url");
		const line = `${name}="${secret}"\n`;
		if (text === null) await writeFile(file, line, { mode: 0o600, flag: "wx" });
		// The last of several lines counts, so an empty one that is there already does no harm.
		else await appendFile(file, text === "" || text.endsWith("\n") ? line : `\n${line}`);
		return { secret };
	} catch (error) {
		return { complaint: `${file} cannot be read or written: ${reasonOf(error)}. Make it a file of your own.` };
	}
}
