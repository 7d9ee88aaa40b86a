import { FORMATS, feedPath } from "../feed/feed.ts";
import { MEDIA_TYPES } from "../renditions/media-types.ts";

const NAMES = { rss: "RSS", atom: "Atom", json: "JSON" };

/** The links by which readers and browsers find a feed (RSS autodiscovery). */
export const Discovery = ({ name, title }: { name: string; title: string }) => (
	<>
		{FORMATS.map((format) => (
			<link
				rel="alternate"
				type={MEDIA_TYPES[format]}
				title={`${title} (${NAMES[format]})`}
				href={feedPath(name, format)}
			/>
		))}
	</>
);
