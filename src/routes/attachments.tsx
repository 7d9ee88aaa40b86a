import type { Attachment } from "../article/article.ts";
import { clockTime } from "../article/durations.ts";
import { isPlayable, type Transcript } from "../article/podcast.ts";
import type { PublishedArticle } from "../feed/feed.ts";
import { escapeAttribute } from "../renditions/xml.ts";
import type { EpisodeFiles } from "./episode-files.ts";

/** Sound, videos and documents that the body does not have, and what belongs to the sound: chapters and transcript. */
export const Attachments = ({
	article: { attachments = [], episode = {}, title },
	files: { chapters, transcript },
	body,
}: {
	article: PublishedArticle;
	files: EpisodeFiles;
	body: string;
}) => {
	const main = attachments.find(({ type }) => isPlayable(type));
	const { transcripts = [] } = episode;
	return (
		<>
			{attachments
				.filter(({ url, isAlternate }) => !isAlternate && !body.includes(escapeAttribute(url)))
				.map((file) => (
					<Player file={file} transcripts={file === main ? transcripts : []} />
				))}
			{main && chapters.length > 0 ? (
				<details class="chapters" open lang="en">
					<summary>Chapters</summary>
					<ol>
						{chapters.map(({ start, title: name }) => (
							<li>
								<a href={`${main.url}#t=${Math.floor(start)}`}>
									<span class="meta">{clockTime(start)}</span> <bdi>{name}</bdi>
								</a>
							</li>
						))}
					</ol>
				</details>
			) : null}
			{transcript.length > 0 ? (
				<details class="transcript" lang="en">
					<summary>Transcript</summary>
					<div lang={transcripts.find(({ language }) => language)?.language}>
						{transcript.map((paragraph) => (
							<p dir="auto">{paragraph}</p>
						))}
					</div>
				</details>
			) : null}
			{transcripts.length > 0 ? (
				<p class="meta" lang="en">
					Transcript of <bdi>{title}</bdi>:{" "}
					{transcripts.map(({ url, type }, index) => (
						<>
							{index > 0 ? ", " : ""}
							<a href={url} type={type}>
								{NAMES[type] ?? type}
							</a>
						</>
					))}
				</p>
			) : null}
		</>
	);
};

const NAMES: Readonly<Record<string, string>> = {
	"text/vtt": "WebVTT",
	"application/x-subrip": "SubRip",
	"application/srt": "SubRip",
	"application/json": "JSON",
	"text/html": "page",
	"text/plain": "text",
};

const Player = ({ file, transcripts }: { file: Attachment; transcripts: Transcript[] }) => {
	const { url, type, title, width, height, duration } = file;
	const name = title ?? new URL(url).pathname.split("/").at(-1);
	const captions = transcripts.find((one) => one.type === "text/vtt");
	const track = captions ? (
		<track kind="captions" src={captions.url} srclang={captions.language ?? "en"} label="Captions" />
	) : null;
	return (
		<figure>
			{type.startsWith("audio/") ? (
				// biome-ignore lint/a11y/useMediaCaption: browsers show no captions of sound; the transcript is below it
				<audio controls preload="none" src={url} />
			) : null}
			{type.startsWith("video/") ? (
				// biome-ignore lint/a11y/useMediaCaption: its captions are there if the author has any
				<video controls preload="none" src={url} width={width} height={height}>
					{track}
				</video>
			) : null}
			<figcaption>
				<a href={url} type={type}>
					{name}
				</a>
				{duration === undefined ? "" : ` (${clockTime(duration)})`}
			</figcaption>
		</figure>
	);
};
