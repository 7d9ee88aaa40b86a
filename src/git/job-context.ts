import type { Publisher } from "../publisher/publisher.ts";
import { publisherOf } from "../publisher/stub.ts";
import type { Repository } from "../repositories.ts";
import { secretsOf } from "../secrets.ts";
import { FileStaging } from "./file-staging.ts";
import type { Host } from "./hosts/host.ts";
import { hostOf } from "./hosts/hosts.ts";
import { RepositoryState } from "./repository-state.ts";
import { Staging } from "./staging.ts";
import type { TreeListing } from "./tree-listing.ts";

/** Everything that a job needs to run. */
export interface JobContext {
	repository: Repository;
	host: Host;
	/** Returns a client for the same repository with a different content folder. */
	hostOf: (folder: string) => Host;
	/** The token for the repository, which is required to set commit statuses. */
	token: string | undefined;
	publisher: DurableObjectStub<Publisher>;
	staging: Staging;
	fileStaging: FileStaging;
	/** The bindings of the stores for files. */
	bindings: Pick<Cloudflare.Env, "KV" | "MEDIA">;
	/** Whether to warn about pictures with location data. */
	stripLocation: boolean;
	followed: RepositoryState;
	storage: DurableObjectStorage;
	/** The progress of listing the commit's files; undefined before the listing begins. */
	listing: TreeListing | undefined;
}

export function createContext(
	repository: Repository,
	storage: DurableObjectStorage,
	env: Cloudflare.Env,
	stripLocation: boolean,
	listing: TreeListing | undefined,
): JobContext {
	const [token] = secretsOf(env, repository.token);
	return {
		repository,
		host: hostOf(repository, token),
		hostOf: (folder) => hostOf({ ...repository, folder }, token),
		token,
		publisher: publisherOf(env),
		staging: new Staging(storage.sql, repository.name),
		fileStaging: new FileStaging(storage.sql, repository.name),
		bindings: env,
		stripLocation,
		followed: new RepositoryState(storage.sql, repository),
		storage,
		listing,
	};
}
