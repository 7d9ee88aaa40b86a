import { mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { git } from "./git-command.ts";
import { GitObjects } from "./git-objects.ts";

/** A repository on its host together with its author's clone. */
export class GitRepository {
	/** The host's access to the repository. */
	readonly objects: GitObjects;
	readonly branch: string;
	readonly #clone: string;

	private constructor(bare: string, clone: string, branch: string) {
		this.objects = new GitObjects(bare);
		this.branch = branch;
		this.#clone = clone;
	}

	/** Creates a repository without commits in a new folder. */
	static async create(folder: string, branch = "main"): Promise<GitRepository> {
		const [bare, clone] = [join(folder, "bare.git"), join(folder, "clone")];
		await mkdir(folder, { recursive: true });
		await git(folder, "init", "--quiet", "--bare", `--initial-branch=${branch}`, bare);
		await git(bare, "config", "receive.denyDeleteCurrent", "ignore");
		await git(folder, "init", "--quiet", `--initial-branch=${branch}`, clone);
		await git(clone, "remote", "add", "origin", bare);
		return new GitRepository(bare, clone, branch);
	}

	async write(path: string, content: string | Uint8Array): Promise<void> {
		await writeFile(await this.#room(path), content);
	}

	async remove(path: string): Promise<void> {
		await rm(join(this.#clone, path), { recursive: true, force: true });
	}

	async move(from: string, to: string): Promise<void> {
		await rename(join(this.#clone, from), await this.#room(to));
	}

	async link(path: string, target: string): Promise<void> {
		await symlink(target, await this.#room(path));
	}

	/** Adds a submodule that is not checked out: a tree entry that refers to a commit in another repository. */
	async submodule(path: string): Promise<void> {
		await mkdir(join(this.#clone, path), { recursive: true });
		await git(this.#clone, "update-index", "--add", "--cacheinfo", `160000,${"5".repeat(40)},${path}`);
	}

	/** Commits all changes. Returns the commit's hash. */
	async commit(message = "Edit"): Promise<string> {
		await git(this.#clone, "add", "--all");
		await git(this.#clone, "commit", "--quiet", "--allow-empty", "--message", message);
		return (await git(this.#clone, "rev-parse", "HEAD")).trim();
	}

	/** Resets the clone to an older commit, dropping later commits. */
	async reset(commit: string): Promise<void> {
		await git(this.#clone, "reset", "--quiet", "--hard", commit);
	}

	async push({ force = false } = {}): Promise<void> {
		await git(this.#clone, "push", "--quiet", ...(force ? ["--force"] : []), "origin", `HEAD:${this.branch}`);
	}

	/** Writes, commits and pushes files. Returns the commit's hash. */
	async publish(files: Record<string, string | Uint8Array> = {}): Promise<string> {
		await Promise.all(Object.entries(files).map(([path, content]) => this.write(path, content)));
		const commit = await this.commit();
		await this.push();
		return commit;
	}

	/** Deletes the branch on the host. */
	async deleteBranch(): Promise<void> {
		await git(this.#clone, "push", "--quiet", "origin", `:${this.branch}`);
	}

	async #room(path: string): Promise<string> {
		const file = join(this.#clone, path);
		await mkdir(dirname(file), { recursive: true });
		return file;
	}
}
