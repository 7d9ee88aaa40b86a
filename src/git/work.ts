import type { Publisher } from "../publisher/publisher.ts";
import { publisherOf } from "../publisher/stub.ts";
import type { Repository } from "../repositories.ts";
import { secretsOf } from "../secrets.ts";
import { Followed } from "./followed.ts";
import { type Host, hostOf } from "./host.ts";
import { Staging } from "./staging.ts";
import type { Walk } from "./walk.ts";

/** What a job works with. */
export interface Work {
	repository: Repository;
	host: Host;
	/** Whether commits can be given a status. */
	hasToken: boolean;
	publisher: DurableObjectStub<Publisher>;
	staging: Staging;
	followed: Followed;
	storage: DurableObjectStorage;
	/** How far the listing of the commit is, if it has begun. */
	walk: Walk | undefined;
}

export function workOn(
	repository: Repository,
	storage: DurableObjectStorage,
	env: Cloudflare.Env,
	walk: Walk | undefined,
): Work {
	const [token] = secretsOf(env, repository.token);
	return {
		repository,
		host: hostOf(repository, token),
		hasToken: token !== undefined,
		publisher: publisherOf(env),
		staging: new Staging(storage.sql, repository.name),
		followed: new Followed(storage.sql, repository),
		storage,
		walk,
	};
}
