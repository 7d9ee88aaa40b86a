import SPDX_IDS from "spdx-license-ids/index.json" with { type: "json" };
import type { License } from "./article.ts";
import { webUrl } from "./web-url.ts";

/** SPDX ids of Creative Commons licences, whose texts are on the Creative Commons website. */
const CREATIVE_COMMONS = /^CC-(BY(?:-(?:NC|ND|SA|NC-ND|NC-SA))?)-(\d\.\d)(?:-([A-Z]{2,3}))?$/;

const byLowerCase = new Map(SPDX_IDS.map((id) => [id.toLowerCase(), id]));

/**
 * Returns the licence that a text stands for: an SPDX id in any letter case (https://spdx.org/licenses/), a common name
 * of a Creative Commons licence ("CC BY 4.0"), or a URL. Returns null for any other text.
 */
export function parseLicense(text: string): License | null {
	const address = webUrl(text);
	if (address !== null) return { name: address, url: address };
	const folded = text.trim().toLowerCase().replaceAll(/\s+/g, "-");
	const id = byLowerCase.get(folded === "cc0" ? "cc0-1.0" : folded);
	return id === undefined ? null : { name: id, url: addressOf(id) };
}

function addressOf(id: string): string {
	if (id === "CC0-1.0") return "https://creativecommons.org/publicdomain/zero/1.0/";
	const [, kind, version, country] = CREATIVE_COMMONS.exec(id) ?? [];
	if (kind === undefined || version === undefined) return `https://spdx.org/licenses/${id}.html`;
	const place = country === undefined ? "" : `${country.toLowerCase()}/`;
	return `https://creativecommons.org/licenses/${kind.toLowerCase()}/${version}/${place}`;
}
