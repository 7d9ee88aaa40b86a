import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, extname, join, posix } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { NetworkError } from "../command.ts";
import { codeOf, reasonOf } from "../content/folders.ts";
import { safeName } from "./file-names.ts";
import type { ImportedPost } from "./post.ts";
import type { TargetFolder } from "./target-folder.ts";

/** Maximum number of simultaneous downloads. */
const PARALLEL = 4;

/** Maximum size of a file, in bytes. */
const MAX_BYTES = 100 * 1024 * 1024;

/** How long to wait for a response, and for the whole file, in milliseconds. */
const TIMEOUT_MS = 120_000;

/** The longest wait that a server may request, in milliseconds. */
const MAX_WAIT_MS = 60_000;

const TRIES = 3;
const MAX_REDIRECTS = 5;

/** After this many consecutive failures, no more files are requested from a host. */
const MAX_HOST_FAILURES = 3;

/** Matches attributes that embed a file in the page. */
const SHOWN = /(<(?:img|source|audio|video)\b(?:[^<>"']|"[^"]*"|'[^']*')*?\s(?:src|poster)=)("([^"]*)"|'([^']*)')/gi;

/** Matches links, because some links lead to files on the old site. */
const LINKED = /(<a\b(?:[^<>"']|"[^"]*"|'[^']*')*?\shref=)("([^"]*)"|'([^']*)')/gi;

const FILE =
	/\.(jpe?g|png|gif|webp|avif|svg|bmp|heic|mp3|m4a|ogg|oga|opus|wav|flac|mp4|m4v|webm|ogv|mov|pdf|epub|zip)$/i;

/** Error codes that indicate a problem with the local disk rather than with the server. */
const DISK = /^(ENOSPC|EDQUOT|EACCES|EPERM|EROFS|EISDIR|ENOTDIR|ENAMETOOLONG)$/;

/** Extensions, by media type, for files whose addresses do not have an extension. */
const EXTENSIONS: Record<string, string> = {
	"image/jpeg": ".jpg",
	"image/png": ".png",
	"image/gif": ".gif",
	"image/webp": ".webp",
	"image/avif": ".avif",
	"image/svg+xml": ".svg",
	"audio/mpeg": ".mp3",
	"audio/mp4": ".m4a",
	"video/mp4": ".mp4",
	"video/webm": ".webm",
	"application/pdf": ".pdf",
};

/** A file that could not be downloaded. */
interface MediaFault {
	url: string;
	reason: string;
}

/**
 * Downloads the files that articles embed, each of them only once, and replaces their addresses with the paths of the
 * local copies.
 */
export class Media {
	readonly faults: MediaFault[] = [];
	downloaded = 0;
	/** Called after each download. */
	progress = (): void => {};
	readonly #folder: TargetFolder;
	readonly #host: string;
	readonly #isFetching: boolean;
	readonly #signal: AbortSignal;
	readonly #taken: Set<string>;
	readonly #failures = new Map<string, number>();
	readonly #failed = new Set<string>();

	/** @param isFetching whether to download files; if not, only files from earlier imports are used */
	constructor(
		folder: TargetFolder,
		siteUrl: string,
		{ isFetching, signal }: { isFetching: boolean; signal: AbortSignal },
	) {
		this.#folder = folder;
		this.#host = URL.canParse(siteUrl) ? new URL(siteUrl).hostname : "";
		this.#isFetching = isFetching;
		this.#signal = signal;
		this.#taken = new Set([...folder.mediaPaths()].map((path) => path.toLowerCase()));
	}

	/** Makes a post refer to the downloaded files. `stem` is the path of the post's file without the extension. */
	async localize(post: ImportedPost, stem: string): Promise<ImportedPost> {
		if (post.body.markup === "markdown") return post;
		const text = largestPictures(post.body.text);
		const shown = [...text.matchAll(SHOWN)].filter((match) => !isPixel(text, match.index)).map(addressIn);
		const linked = [...text.matchAll(LINKED)].map(addressIn).filter((url) => this.#isOwnFile(url));
		const all = [...new Set([...shown, ...linked, ...(post.image ? [post.image] : [])])].filter(isWebAddress);
		if (this.#isFetching) await this.#fetchAll(all);
		const known = all.filter((url) => this.#folder.mediaPath(url) !== undefined);
		if (known.length === 0) return post;
		const local = (url: string): string | undefined => {
			const path = this.#folder.mediaPath(url);
			return path === undefined ? undefined : posix.relative(dirname(`/${stem}`), `/${path}`);
		};
		const replace = (written: string, before: string, _: string, double?: string, single?: string): string => {
			const path = local(unescaped(double ?? single ?? ""));
			return path === undefined ? written : `${before}"${path}"`;
		};
		const body = text.replaceAll(SHOWN, replace).replaceAll(LINKED, replace);
		return {
			...post,
			body: { markup: "html", text: body },
			image: post.image === undefined ? undefined : (local(post.image) ?? post.image),
		};
	}

	#isOwnFile(url: string): boolean {
		return isWebAddress(url) && new URL(url).hostname === this.#host && FILE.test(new URL(url).pathname);
	}

	async #fetchAll(urls: readonly string[]): Promise<void> {
		const waiting = urls.filter((url) => this.#folder.mediaPath(url) === undefined && !this.#failed.has(url));
		const work = async (): Promise<void> => {
			for (let url = waiting.shift(); url !== undefined; url = waiting.shift()) {
				this.#signal.throwIfAborted();
				await this.#fetch(url);
			}
		};
		await Promise.all(Array.from({ length: PARALLEL }, work));
	}

	async #fetch(url: string): Promise<void> {
		const { host } = new URL(url);
		const fail = (reason: string): void => {
			this.#failed.add(url);
			this.faults.push({ url, reason });
		};
		if ((this.#failures.get(host) ?? 0) >= MAX_HOST_FAILURES) return fail(`${host} does not respond`);
		try {
			const response = await this.#get(url);
			if (typeof response === "string") return fail(response);
			const type = response.headers.get("Content-Type")?.split(";")[0]?.trim().toLowerCase() ?? "";
			if (!/^(image|audio|video)\/|^application\/(pdf|epub\+zip|zip|ogg|octet-stream)$/.test(type)) {
				await response.body?.cancel();
				return fail(`it is not a picture, audio or video, but ${type || "of an unknown type"}`);
			}
			const path = this.#pathFor(url, EXTENSIONS[type] ?? "");
			const reason = await save(response, join(this.#folder.directory, path));
			if (reason !== null) return fail(reason);
			this.#failures.delete(host);
			this.downloaded++;
			this.progress();
			await this.#folder.rememberMedia(url, path);
		} catch (error) {
			this.#signal.throwIfAborted();
			if (DISK.test(codeOf(error))) throw new NetworkError(`The folder cannot be written: ${reasonOf(error)}`);
			this.#failures.set(host, (this.#failures.get(host) ?? 0) + 1);
			fail("the server does not respond");
		}
	}

	/** Requests a file. Returns the response, or the reason why the file cannot be downloaded. */
	async #get(start: string): Promise<Response | string> {
		let url = start;
		for (let redirects = 0, tries = 1; ; ) {
			if (this.#isInternal(url)) return "its address is inside a private network";
			const response = await fetch(url, {
				redirect: "manual",
				headers: { "User-Agent": "Newsstand-Import", Accept: "image/*, audio/*, video/*, */*;q=0.5" },
				signal: AbortSignal.any([this.#signal, AbortSignal.timeout(TIMEOUT_MS)]),
			});
			if (response.ok) return response;
			await response.body?.cancel();
			const location = response.headers.get("Location");
			if (response.status >= 300 && response.status < 400 && location !== null && URL.canParse(location, url)) {
				if (++redirects > MAX_REDIRECTS) return "it redirects too often";
				url = new URL(location, url).href;
				if (!isWebAddress(url)) return "it redirects to something that is not a web address";
				continue;
			}
			const isBusy = [429, 500, 502, 503, 504].includes(response.status);
			if (!isBusy || tries++ >= TRIES) return `the server responds with ${response.status}`;
			const seconds = Number(response.headers.get("Retry-After") ?? 2 ** tries);
			await sleep(Math.min((seconds || 5) * 1000, MAX_WAIT_MS), undefined, { signal: this.#signal });
		}
	}

	/**
	 * Whether an address is inside a private network. An untrusted export must not make this machine send requests to its
	 * own network.
	 */
	#isInternal(url: string): boolean {
		const { hostname } = new URL(url);
		if (hostname === this.#host) return false;
		return (
			/^(localhost|.*\.local(host)?|.*\.internal|0\..*|10\..*|127\..*|169\.254\..*|192\.168\..*|172\.(1[6-9]|2\d|3[01])\..*)$/.test(
				hostname,
			) || hostname.startsWith("[")
		);
	}

	#pathFor(url: string, extension: string): string {
		const { hostname, pathname } = new URL(url);
		const segments = decoded(pathname)
			.split("/")
			.map(safeName)
			.filter((segment) => segment !== "");
		const isOwn = hostname === this.#host;
		const uploads = segments.join("/").replace(/^.*?(?:wp-content\/uploads|content\/(?:images|media|files))\//, "");
		const wanted = `media/${isOwn ? uploads || "file" : `${safeName(hostname)}/${segments.at(-1) ?? "file"}`}`;
		const named = extname(wanted) === "" ? wanted + extension : wanted;
		const end = extname(named);
		let path = named;
		for (let number = 2; this.#taken.has(path.toLowerCase()); number++) {
			path = `${named.slice(0, named.length - end.length)}-${number}${end}`;
		}
		this.#taken.add(path.toLowerCase());
		return path;
	}
}

/** Saves a response to a file. The file appears only when it is complete. If saving fails, returns the reason. */
async function save(response: Response, file: string): Promise<string | null> {
	await mkdir(dirname(file), { recursive: true });
	const part = `${file}.part`;
	const handle = await open(part, "w");
	let size = 0;
	try {
		for await (const chunk of response.body ?? []) {
			size += chunk.byteLength;
			if (size > MAX_BYTES) return "it is larger than 100 MiB";
			await handle.write(chunk);
		}
		await handle.close();
		if (size === 0) return "it is empty";
		await rename(part, file);
		return null;
	} finally {
		await handle.close().catch(() => {});
		await rm(part, { force: true });
	}
}

/** Replaces each picture's address with that of the largest version in its `srcset`. */
function largestPictures(html: string): string {
	return html.replaceAll(/<img\b(?:[^<>"']|"[^"]*"|'[^']*')*>/gi, (written) => {
		const [, double, single] = /\ssrcset=(?:"([^"]*)"|'([^']*)')/i.exec(written) ?? [];
		const sizes = unescaped(double ?? single ?? "");
		const candidates = [...sizes.matchAll(/(https?:\/\/\S+)\s+(\d+(?:\.\d+)?)[wx]/g)];
		const best = candidates.sort((a, b) => Number(b[2]) - Number(a[2]))[0]?.[1];
		const plain = written.replaceAll(/\s(?:srcset|sizes)=(?:"[^"]*"|'[^']*')/gi, "");
		if (best === undefined) return written;
		return plain.replace(
			/\ssrc=(?:"[^"]*"|'[^']*')/i,
			() => ` src="${best.replaceAll("&", "&amp;").replaceAll('"', "%22")}"`,
		);
	});
}

/** Whether a picture is a tracking pixel. */
function isPixel(html: string, start: number): boolean {
	const [tag = ""] = /^<[^>]*>/.exec(html.slice(start, start + 2000)) ?? [];
	return /\s(?:width|height)=["']?[01]["'\s>]/i.test(tag);
}

function addressIn([, , , double, single]: RegExpMatchArray): string {
	return unescaped(double ?? single ?? "");
}

function unescaped(value: string): string {
	return value.replaceAll(/&amp;|&#0?38;/g, "&").trim();
}

function isWebAddress(url: string): boolean {
	return /^https?:\/\//i.test(url) && URL.canParse(url);
}

function decoded(path: string): string {
	try {
		return decodeURIComponent(path);
	} catch {
		return path;
	}
}
