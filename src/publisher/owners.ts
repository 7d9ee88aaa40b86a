/**
 * Who handed a source over, which is then theirs: what compares itself with what is held (a folder, a repository) takes
 * back only what is its own.
 */
const GIT = "git:";
const TOKEN = "token:";

/** @param name as in `Repository` */
export function ownerOfRepository(name: string): string {
	return GIT + name;
}

/** The name of the repository that an owner is. */
export function repositoryOf(owner: string): string {
	return owner.slice(GIT.length);
}

/** @param name of an API token */
export function ownerOfToken(name: string): string {
	return TOKEN + name;
}

/** The owner of what `POST /webhooks/articles` brings. */
export const WEBHOOK = "webhook:articles";

/** What an owner is, without its name: `git`, `token` or `webhook`. */
export function kindOfOwner(owner: string): string {
	return owner.split(":", 1)[0] ?? "";
}

/** An owner as a person calls it. */
export function ownerInWords(owner: string): string {
	if (owner.startsWith(GIT)) return `the repository ${repositoryOf(owner)}`;
	return owner === WEBHOOK ? "a CMS, by webhook" : `the token ${owner.slice(TOKEN.length)}`;
}
