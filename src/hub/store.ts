import type { Site } from "../settings.ts";
import { Hosts } from "./hosts.ts";
import { Quota } from "./quota.ts";
import { HubCounters } from "./stats.ts";
import { Subscriptions } from "./subscriptions.ts";
import { Topics } from "./topics.ts";
import { PendingVerifications } from "./verifications.ts";

/** The Hub's tables and settings. */
export interface HubStore {
	env: Cloudflare.Env;
	site: Site;
	/** How long after a topic's first change the changes are distributed, in milliseconds. */
	delay: number;
	topics: Topics;
	subscriptions: Subscriptions;
	verifications: PendingVerifications;
	hosts: Hosts;
	quota: Quota;
	stats: HubCounters;
	transact<T>(action: () => T): T;
}

/** @param delay in milliseconds */
export function openStore(storage: DurableObjectStorage, env: Cloudflare.Env, site: Site, delay: number): HubStore {
	const { sql } = storage;
	return {
		...{ env, site, delay },
		topics: new Topics(sql),
		subscriptions: new Subscriptions(sql),
		verifications: new PendingVerifications(sql),
		hosts: new Hosts(sql),
		quota: new Quota(sql),
		stats: new HubCounters(sql),
		transact: (action) => storage.transactionSync(action),
	};
}
