import type { LocalReference } from "../../article/article.ts";
import type { Problem } from "../../article/problem.ts";
import type { PublishedFile } from "../../article/resolve-locals.ts";
import { ICON_SIZES, type IconSize, madeIconPath } from "../../identity/icons.ts";
import { isOwnPicture } from "../../identity/read-identity.ts";
import type { Site } from "../../settings.ts";
import type { Purges } from "../flush/purges.ts";
import { ICONS_TAG } from "../kv-keys.ts";
import type { Meta } from "../meta.ts";
import { SECOND_PURGE } from "../timing.ts";
import type { Files } from "./files.ts";
import { type References, SITE_REFERENCES } from "./references.ts";

interface Store {
	references: References;
	files: Files;
	meta: Meta;
	purges: Purges;
	site: Site;
}

/** The site's icon and logo: stored files from the content folder that the settings refer to. */
export interface SitePictures {
	/** Undefined if the file is not stored. */
	icon?: PublishedFile;
	/** The sizes of the icon that the command line has generated. */
	made: Partial<Record<IconSize, PublishedFile>>;
	logo?: PublishedFile;
}

/** Meta key: the settings with which the icons and logo were last rendered. */
const SHOWN_WITH = "site pictures";

/**
 * Records which files the settings refer to, so that these files are stored and public. Runs at every start, because
 * the files may have been imported with a backup.
 */
export function keepSitePictures({ references, files, meta, purges, site }: Store, now: number): void {
	const { icon, logo, accent, title } = site;
	const settings = JSON.stringify([icon, logo, accent, title]);
	const before = meta.get(SHOWN_WITH);
	const isChanged = before !== settings;
	const locals = localsOf(site);
	if (!isChanged && locals.length === 0) return;
	if (isChanged) files.checkNamedBy(SITE_REFERENCES, now);
	references.keep(SITE_REFERENCES, locals, now);
	if (!isChanged) return;
	files.checkNamedBy(SITE_REFERENCES, now);
	// At the first start, nothing is cached yet, so nothing has to be purged.
	if (before !== undefined) purges.note([ICONS_TAG], now, now + SECOND_PURGE);
	meta.set(SHOWN_WITH, settings);
}

function localsOf({ icon, logo }: Site): LocalReference[] {
	const icons = icon && isOwnPicture(icon) ? [icon, ...ICON_SIZES.map((size) => madeIconPath(icon, size))] : [];
	const paths = new Set([...icons, ...(logo && isOwnPicture(logo) ? [logo] : [])]);
	return [...paths].map((path) => ({ path, kind: "picture", line: null }));
}

/** Returns the icon and logo, if they are stored. */
export function sitePicturesOf(references: References, { icon, logo }: Site): SitePictures {
	const find = references.targetsOf(SITE_REFERENCES);
	const at = (path: string | undefined): PublishedFile | undefined => {
		const target = path === undefined ? undefined : find({ path, kind: "picture", line: null });
		return target?.type?.startsWith("image/") ? target : undefined;
	};
	const pictures: SitePictures = { made: {} };
	const [ofIcon, ofLogo] = [at(icon), at(logo)];
	if (ofIcon) pictures.icon = ofIcon;
	if (ofLogo) pictures.logo = ofLogo;
	for (const size of ICON_SIZES) {
		const made = icon === undefined ? undefined : at(madeIconPath(icon, size));
		if (made) pictures.made[size] = made;
	}
	return pictures;
}

const SETTINGS_FILE = "wrangler.toml";

/** Returns the problems with the icon and logo that the settings refer to. */
export function sitePictureProblems({ references, site }: Pick<Store, "references" | "site">): Problem[] {
	const { icon, made, logo } = sitePicturesOf(references, site);
	const problem = (message: string, hint: string): Problem => {
		return { severity: "warning", path: SETTINGS_FILE, line: null, message, hint };
	};
	const problems: Problem[] = [];
	if (site.icon && isOwnPicture(site.icon) && !icon) {
		const message = `SITE_ICON: ${site.icon} has not been published to this site, so a monogram is shown instead.`;
		problems.push(problem(message, "Add the picture to the content folder and publish it."));
	} else if (icon?.type === "image/svg+xml" && !made[512]) {
		const message = `SITE_ICON: ${site.icon} is an SVG. Many feed readers cannot show SVG, so they get a monogram.`;
		problems.push(problem(message, "Use a square PNG of at least 512 pixels, or publish with the command line."));
	}
	if (site.logo && isOwnPicture(site.logo) && !logo) {
		const message = `SITE_LOGO: ${site.logo} has not been published to this site, so the icon is shown instead.`;
		problems.push(problem(message, "Add the picture to the content folder and publish it."));
	}
	return problems;
}
