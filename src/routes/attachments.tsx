import type { Attachment } from "../article/article.ts";
import { clockTime } from "../article/durations.ts";
import { isPlayable, type Transcript } from "../article/podcast.ts";
import { cover } from "../components/cover.ts";
import type { PublishedArticle } from "../feed/feed.ts";
import { escapeAttribute } from "../renditions/xml.ts";
import type { Site } from "../settings.ts";
import { sizeIn } from "../words/format.ts";
import { fill } from "../words/grammar.ts";
import { marksFor, wordsFor } from "../words/words.ts";
import type { EpisodeFiles } from "./episode-files.ts";

/**
 * Renders the audio, video and documents that are not part of the body. For an episode, also renders chapters and
 * transcript.
 */
export const Attachments = ({
	site: { language },
	article: { title, attachments = [], episode = {}, language: spoken = language },
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
					<Player file={file} title={title} transcripts={file === main ? transcripts : []} language={language} />
				))}
			{main && chapters.length > 0 ? (
				<section {...marks}>
					<h2 class="day">{words.chapters}</h2>
					<ol class="chapters">
						{chapters.map(({ start, title: name }) => (
							<li>
								<span class="meta">{clockTime(start)}</span>
								<a href={`${main.url}#t=${Math.floor(start)}`}>
									<bdi>{name}</bdi>
								</a>
							</li>
						))}
					</ol>
				</section>
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
	/** The article's title. */
	title: string;
	transcripts: Transcript[];
	/** The site's language. */
	language: string;
}

const Player = ({ file, title, transcripts, language }: PlayerProps) => {
	const { url, type, width, height, bytes, duration } = file;
	const { audio: words } = wordsFor(language);
	const name = file.title ?? new URL(url).pathname.split("/").at(-1);
	const isSound = type.startsWith("audio/");
	const captions = transcripts.find((one) => one.type === "text/vtt");
	const track = captions ? (
		<track kind="captions" src={captions.url} srclang={captions.language ?? language} label={words.captions} />
	) : null;
	return (
		<figure class={isSound ? "media sound" : "media"}>
			{isSound ? <div class="pic">{cover(title)}</div> : null}
			{isSound ? (
				// biome-ignore lint/a11y/useMediaCaption: browsers don't show captions for audio; the transcript is below it
				<audio controls preload="none" src={url} />
			) : null}
			{type.startsWith("video/") ? (
				// biome-ignore lint/a11y/useMediaCaption: there are captions if the author provides them
				<video controls preload="none" src={url} width={width} height={height}>
					{track}
				</video>
			) : null}
			<figcaption {...marksFor(language)}>
				<a href={url} type={type} download={isSound}>
					{isSound && bytes !== undefined ? fill(words.download, { size: sizeIn(language, bytes) }) : <bdi>{name}</bdi>}
				</a>
				{duration === undefined ? "" : ` · ${clockTime(duration)}`}
				{isSound || bytes === undefined ? null : ` · ${sizeIn(language, bytes)}`}
				{transcripts.map((one) => (
					<>
						{" · "}
						<a href={one.url} type={one.type}>
							{words.transcript} ({NAMES[one.type] ?? one.type})
						</a>
					</>
				))}
			</figcaption>
		</figure>
	);
};
