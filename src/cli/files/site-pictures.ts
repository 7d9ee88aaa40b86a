import { mkdtempSync, rmSync } from "node:fs";
import { open, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import type { Problem } from "../../article/problem.ts";
import { ICON_SIZES, type IconSize, madeIconPath } from "../../identity/icons.ts";
import { isOwnPicture } from "../../identity/read-identity.ts";
import { contentType } from "../../media/content-type.ts";
import { pictureSize } from "../../media/picture-size.ts";
import type { ProjectSettings } from "../project-settings.ts";
import { type FileScan, type OwnFile, stampOf } from "./scan.ts";

/** Minimum width and height of a picture in pixels. A smaller picture would look blurred as the largest icon. */
const ENOUGH = 512;

/** The number of bytes to read from the start of a picture to determine its dimensions. */
const SIZE_BYTES = 256 * 1024;

/** Reports problems with the pictures in the content folder that settings refer to. */
export async function sitePictureProblems(
	{ files }: FileScan,
	{ icon, logo }: Pick<ProjectSettings, "icon" | "logo">,
): Promise<Problem[]> {
	const problems: Problem[] = [];
	for (const [setting, path] of Object.entries({ SITE_ICON: icon, SITE_LOGO: logo })) {
		if (path === undefined || !isOwnPicture(path)) continue;
		const file = files.find((one) => one.path === path);
		const fault = file ? await faultOf(file, setting === "SITE_ICON") : NOT_THERE;
		if (fault !== null) problems.push(problemOf(setting, path, ...fault));
	}
	return problems;
}

type Fault = readonly [what: string, hint: string];

const NOT_THERE: Fault = ["is not in the content folder", "Put the file there, or correct its path in wrangler.toml."];

/** Returns the reason why a file cannot be an icon or logo; null if it can. */
async function faultOf(file: OwnFile, isIcon: boolean): Promise<Fault | null> {
	const head = new Uint8Array(Math.min(file.size, SIZE_BYTES));
	const handle = await open(file.file);
	try {
		await handle.read(head, 0, head.byteLength, 0);
	} finally {
		await handle.close();
	}
	const type = contentType(head, file.path);
	if ("message" in type || !type.type.startsWith("image/")) return ["is not a picture", "Use an SVG or a PNG."];
	const size = pictureSize(head);
	if (!isIcon || size === undefined) return null;
	if (Math.abs(size.width - size.height) > 1) {
		return [`is not square: it is ${size.width} × ${size.height} pixels`, "Use a square picture."];
	}
	if (type.type === "image/svg+xml" || size.width >= ENOUGH) return null;
	return [
		`is only ${size.width} × ${size.height} pixels`,
		`Use an SVG, or a PNG of at least ${ENOUGH} × ${ENOUGH} pixels.`,
	];
}

function problemOf(setting: string, path: string, what: string, hint: string): Problem {
	return { severity: "warning", path: "wrangler.toml", line: null, message: `${setting}: ${path} ${what}.`, hint };
}

/**
 * Returns a function that adds PNGs of the site's icon in all sizes to the files of a folder, and reports problems with
 * the icon and logo. It creates the PNGs again only when the icon changes.
 */
export function createIconMaker(
	settings: Pick<ProjectSettings, "icon" | "logo">,
): (scan: FileScan) => Promise<FileScan> {
	let known: { stamp: string; made: OwnFile[] } | undefined;
	let directory: string | undefined;
	return async (scan) => {
		const { icon } = settings;
		const problems = [...scan.problems, ...(await sitePictureProblems(scan, settings))];
		const file = scan.files.find(({ path }) => path === icon);
		if (icon === undefined || !file) return { ...scan, problems };
		if (known?.stamp !== file.stamp) {
			directory ??= temporaryDirectory();
			const made = await makeIcons(file, directory).catch((error: unknown) => reasonOf(error));
			if (typeof made === "string") {
				return { ...scan, problems: [...problems, problemOf("SITE_ICON", icon, made, NO_ICONS)] };
			}
			known = { stamp: file.stamp, made };
		}
		const files = [...scan.files, ...known.made].sort((one, other) => (one.path < other.path ? -1 : 1));
		return { files, problems };
	};
}

const NO_ICONS = "Use a square PNG of 512 pixels, which works for every size.";

function reasonOf(error: unknown): string {
	const code = error instanceof Error && "code" in error ? error.code : undefined;
	return code === "ERR_MODULE_NOT_FOUND"
		? "cannot be made into icons, because the package sharp is not installed"
		: "cannot be made into icons";
}

/** Creates a temporary directory that is deleted when the program ends. */
function temporaryDirectory(): string {
	const directory = mkdtempSync(join(tmpdir(), "newsstand-icons-"));
	process.once("exit", () => rmSync(directory, { recursive: true, force: true }));
	return directory;
}

async function makeIcons(icon: OwnFile, directory: string): Promise<OwnFile[]> {
	// Sharp is a native module, so it may be missing on unusual machines.
	const { default: sharp } = await import("sharp");
	const { width = ENOUGH, format } = await sharp(icon.file).metadata();
	const made = async (size: IconSize): Promise<OwnFile> => {
		const path = madeIconPath(icon.path, size);
		const file = join(directory, `${size}.png`);
		// Render an SVG at the size of the icon. The default density of an SVG is 72 pixels per inch.
		const density = format === "svg" ? Math.min(2400, Math.max(1, (72 * size) / width)) : 72;
		const picture = sharp(icon.file, { density }).resize(size, size, { fit: "contain", background: CLEAR });
		// Apple's systems fill transparent parts of icons with black, so make Apple's icon opaque.
		await (size === 180 ? picture.flatten({ background: "#ffffff" }) : picture).png().toFile(file);
		const stats = await stat(file);
		return { path, file, size: stats.size, stamp: stampOf(stats), changed: stats.mtimeMs };
	};
	return Promise.all(ICON_SIZES.map(made));
}

const CLEAR = { r: 0, g: 0, b: 0, alpha: 0 };
