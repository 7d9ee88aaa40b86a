import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join, relative } from "node:path";
import { z } from "zod";

const ROOT = join(import.meta.dirname, "../..");
const manifest = z.looseObject({ name: z.string(), version: z.string() });

/**
 * Starts a local npm registry that serves the packages installed in this clone, in the installed versions. This is
 * enough to install the packed Newsstand offline.
 *
 * @param folder where to store the tarballs
 */
export async function startRegistry(folder: string): Promise<{ url: string; stop: () => void }> {
	const packed = new Map<string, Buffer>();
	/** Packs a package's folder as a tarball that npm can download, with all paths below `package/`. */
	const tarball = (name: string): Buffer => {
		const file = join(folder, `${name.replace("/", "-")}.tgz`);
		const made = packed.get(name);
		if (made !== undefined) return made;
		const source = join(folder, "packing", name);
		const isOwn = (path: string) => !relative(join(ROOT, "node_modules", name), path).startsWith("node_modules");
		cpSync(join(ROOT, "node_modules", name), source, { recursive: true, filter: isOwn, verbatimSymlinks: true });
		// Restore a script: the install script replaced the original with the executable from the platform's package.
		if (name === "workerd" || name === "esbuild") writeFileSync(join(source, "bin", name), "#!/usr/bin/env node\n");
		// Do not compress, because the runtime alone is 150 MB.
		execFileSync("tar", ["-cf", file, "--transform", "s,^\\.,package,", "-C", source, "."]);
		rmSync(source, { recursive: true });
		const bytes = readFileSync(file);
		packed.set(name, bytes);
		return bytes;
	};
	const server = createServer((request, response) => {
		const path = decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname).slice(1);
		const [name = "", isTarball] = path.split("/-/");
		const file = join(ROOT, "node_modules", name, "package.json");
		if (!existsSync(file)) {
			response.writeHead(404, { "Content-Type": "application/json" }).end('{"error":"not found"}');
			return;
		}
		if (isTarball !== undefined) {
			response.writeHead(200, { "Content-Type": "application/octet-stream" }).end(tarball(name));
			return;
		}
		const one = manifest.parse(JSON.parse(readFileSync(file, "utf8")));
		const bytes = tarball(name);
		const dist = {
			tarball: `${url}/${name}/-/${name.split("/").at(-1)}-${one.version}.tgz`,
			integrity: `sha512-${createHash("sha512").update(bytes).digest("base64")}`,
		};
		const answer = { name, "dist-tags": { latest: one.version }, versions: { [one.version]: { ...one, dist } } };
		response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(answer));
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
	return { url, stop: () => server.close() };
}

/** Returns the size of a folder on disk in MiB. Files with several hard links count once. */
export function sizeOf(folder: string): number {
	return Number(execFileSync("du", ["-sm", folder], { encoding: "utf8" }).split("\t")[0]);
}
