import type { Repository } from "../../repositories.ts";
import type { Access } from "./client.ts";
import { forgejo } from "./forgejo.ts";
import { github } from "./github.ts";
import { gitlab } from "./gitlab.ts";
import type { Host } from "./host.ts";

const HOSTS = { github, gitlab, forgejo };

/** Creates a client for the API of a repository's host. */
export function hostOf(repository: Repository, token: string | undefined): Host {
	const access: Access = { api: repository.api, tokenName: repository.token, token };
	return HOSTS[repository.kind](repository, access);
}
