import type { Picture } from "./article.ts";
import { playerOf } from "./body/video.ts";
import type { Fields, Keys } from "./fields.ts";

/** A list, or one, of addresses or of `url` with `width` and `height`; relative ones resolved against `base`. */
export function readPictures(fields: Fields, list: Keys, base: string | undefined): Picture[] {
	const pictures: Picture[] = [];
	for (const keys of fields.list(list)) {
		const plain = typeof fields.value(keys) === "string";
		const url = fields.url(plain ? keys : [...keys, "url"], "warning", base);
		if (url === undefined || pictures.some((picture) => picture.url === url)) continue;
		const width = plain ? undefined : fields.number([...keys, "width"], 1, 100_000);
		const height = plain ? undefined : fields.number([...keys, "height"], 1, 100_000);
		pictures.push({ url, width, height });
	}
	return pictures;
}

/** The player of the video in `featuredContent`, where its host is one that we know. */
export function readPlayer(fields: Fields): string | undefined {
	const embed = fields.text(["featuredContent"]);
	if (embed === undefined) return undefined;
	const source = /<iframe\b[^>]*?\bsrc\s*=\s*["']?([^"'\s>]+)/i.exec(embed)?.[1] ?? embed;
	const hint = "Write the embedding code of YouTube or Vimeo.";
	return playerOf(source) ?? fields.warn(["featuredContent"], "is not a video that readers can show", hint);
}
