import type { Attachment } from "../article/article.ts";
import { clockTime } from "../article/durations.ts";
import { isPlayable, type Transcript } from "../article/podcast.ts";
import type { PublishedArticle } from "../feed/feed.ts";
import { escapeAttribute } from "../renditions/xml.ts";
import type { Site } from "../settings.ts";
import { sizeIn } from "../words/format.ts";
import { marksFor, wordsFor } from "../words/words.ts";
import type { EpisodeFiles } from "./episode-files.ts";

/** Audio, video and documents that are not in the body, with the chapters and transcript of an episode. */
export const Attachments = ({
	site: { language },
	article: { attachments = [], episode = {}, language: spoken = language },
	files: { chapters, transcript },
	body,
}: {
	site: Pick<Site, "language">;
	article: PublishedArticle;
	files: EpisodeFiles;
	body: string;
}) => {
	const main = attachments.find(({ type }) => isPlayable(type));
	const { transcripts = [] } = episode;
	const { audio: words } = wordsFor(language);
	const marks = marksFor(language);
	return (
		<>
			{attachments
				.filter(({ url, isAlternate }) => !isAlternate && !body.includes(escapeAttribute(url)))
				.map((file) => (
					<Player file={file} transcripts={file === main ? transcripts : []} language={language} />
				))}
			{main && chapters.length > 0 ? (
				<details class="chapters" open {...marks}>
					<summary>{words.chapters}</summary>
					<ol>
						{chapters.map(({ start, title: name }) => (
							<li>
								<a class="chip" href={`${main.url}#t=${Math.floor(start)}`}>
									<span class="meta">{clockTime(start)}</span> <bdi>{name}</bdi>
								</a>
							</li>
						))}
					</ol>
				</details>
			) : null}
			{transcript.length > 0 ? (
				<details class="transcript" {...marks}>
					<summary>{words.transcript}</summary>
					<div lang={transcripts.find((one) => one.language)?.language ?? spoken}>
						{transcript.map((paragraph) => (
							<p dir="auto">{paragraph}</p>
						))}
					</div>
				</details>
			) : null}
			{transcripts.length > 0 ? (
				<p class="meta" {...marks}>
					{words.transcript}:{" "}
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
	"text/html": "HTML",
	"text/plain": "TXT",
};

interface PlayerProps {
	file: Attachment;
	transcripts: Transcript[];
	/** The site's language. */
	language: string;
}

const Player = ({ file, transcripts, language }: PlayerProps) => {
	const { url, type, title, width, height, bytes, duration } = file;
	const name = title ?? new URL(url).pathname.split("/").at(-1);
	const captions = transcripts.find((one) => one.type === "text/vtt");
	const track = captions ? (
		<track
			kind="captions"
			src={captions.url}
			srclang={captions.language ?? language}
			label={wordsFor(language).audio.captions}
		/>
	) : null;
	return (
		<figure class="media">
			{type.startsWith("audio/") ? (
				// biome-ignore lint/a11y/useMediaCaption: browsers show no captions for audio; the transcript is below it
				<audio controls preload="none" src={url} />
			) : null}
			{type.startsWith("video/") ? (
				// biome-ignore lint/a11y/useMediaCaption: there are captions if the author provides them
				<video controls preload="none" src={url} width={width} height={height}>
					{track}
				</video>
			) : null}
			<figcaption>
				<a href={url} type={type}>
					{name}
				</a>
				{duration === undefined ? "" : ` (${clockTime(duration)})`}
				{bytes === undefined ? null : ` ${sizeIn(language, bytes)}`}
			</figcaption>
		</figure>
	);
};
