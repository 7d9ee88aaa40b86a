import { raw } from "hono/html";
import type { Picture } from "../article/article.ts";
import { playerFrame } from "../article/body/players.ts";
import { watchUrl } from "../article/body/video-hosts.ts";
import { cover } from "../components/cover.ts";
import { escapeAttribute } from "../renditions/xml.ts";
import type { Site } from "../settings.ts";
import { fill } from "../words/grammar.ts";
import { marksFor, wordsFor } from "../words/words.ts";

/**
 * Minimum and maximum ratio of width to height. Pictures outside this range are shown in a 3:2 frame instead of in
 * their own proportions.
 */
const [TALLEST, WIDEST] = [1, 3];

/**
 * Renders the picture at the top of an article in its own proportions. If the picture fails to load, the cover behind
 * it becomes visible.
 */
export const LeadPicture = ({ site, title, picture }: { site: Site; title: string; picture: Picture }) => {
	const { url, width, height, alt = "", caption, credit } = picture;
	const ratio = width === undefined || height === undefined ? undefined : width / height;
	const isFree = ratio !== undefined && ratio >= TALLEST && ratio <= WIDEST;
	const isWhole = ratio !== undefined && !isFree;
	return (
		<figure class="wide">
			<div class={isFree ? "pic free" : isWhole ? "pic whole" : "pic"}>
				{isFree ? raw(`<svg viewBox="0 0 ${width} ${height}" aria-hidden="true"></svg>`) : null}
				{isWhole ? null : cover(title)}
				<img src={url} alt={alt === caption ? "" : alt} fetchpriority="high" referrerpolicy="no-referrer" />
			</div>
			{caption || credit ? (
				<figcaption>
					{caption} {credit ? <Credit site={site} name={credit} /> : null}
				</figcaption>
			) : null}
		</figure>
	);
};

const Credit = ({ site: { language }, name }: { site: Site; name: string }) => (
	<cite {...marksFor(language)}>{fill(wordsFor(language).article.credit, { name })}</cite>
);

export function leadPlayer(player: string, title: string): string {
	const escaped = escapeAttribute(title);
	return playerFrame(
		{ player: escapeAttribute(player), watch: escapeAttribute(watchUrl(player)), title: escaped },
		"player",
	);
}
