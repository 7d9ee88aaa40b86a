import type { FC } from "hono/jsx";
import { feedPath } from "../feed/feed.ts";

/** Renders a feed as an item of a list of chips (`<ul class="chips">`). */
export const FeedChip: FC<{ name: string; title: string; count?: string | undefined }> = ({ name, title, count }) => (
	<li>
		<a class="chip" href={feedPath(name)}>
			<bdi>{title}</bdi>
			{count === undefined ? null : (
				<>
					{" "}
					<small>{count}</small>
				</>
			)}
		</a>
	</li>
);
