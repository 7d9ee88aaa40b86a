import type { Publisher } from "../publisher/publisher.ts";
import { publisherOf } from "../publisher/stub.ts";
import type { Repository } from "../repositories.ts";
import { secretsOf } from "../secrets.ts";
import type { Host } from "./hosts/host.ts";
import { hostOf } from "./hosts/hosts.ts";
import { RepositoryState } from "./repository-state.ts";
import { Staging } from "./staging.ts";
import type { TreeListing } from "./tree-listing.ts";

/** What a job needs to run. */
export interface JobContext {
	repository: Repository;
	host: Host;
	/** Whether commit statuses can be set. */
	hasToken: boolean;
	publisher: DurableObjectStub<Publisher>;
	staging: Staging;
	followed: RepositoryState;
	storage: DurableObjectStorage;
	/** The progress of listing the commit, if it has begun. */
	listing: TreeListing | undefined;
}

export function createContext(
	repository: Repository,
	storage: DurableObjectStorage,
	env: Cloudflare.Env,
	listing: TreeListing | undefined,
): JobContext {
	const [token] = secretsOf(env, repository.token);
	return {
		repository,
		host: hostOf(repository, token),
		hasToken: token !== undefined,
		publisher: publisherOf(env),
		staging: new Staging(storage.sql, repository.name),
		followed: new RepositoryState(storage.sql, repository),
		storage,
		listing,
	};
}
