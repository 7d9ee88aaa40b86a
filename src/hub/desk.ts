import type { Site } from "../settings.ts";
import { Hosts } from "./hosts.ts";
import { Intents } from "./intents.ts";
import { Tally } from "./numbers.ts";
import { Subscriptions } from "./subscriptions.ts";
import { Topics } from "./topic-table.ts";

/** What the Hub's work is done with. */
export interface Desk {
	env: Cloudflare.Env;
	site: Site;
	/** From the first change of a topic to its distribution, in milliseconds. */
	delay: number;
	topics: Topics;
	subscriptions: Subscriptions;
	intents: Intents;
	hosts: Hosts;
	tally: Tally;
	transact<T>(action: () => T): T;
}

/** @param delay in milliseconds */
export function openDesk(storage: DurableObjectStorage, env: Cloudflare.Env, site: Site, delay: number): Desk {
	const { sql } = storage;
	return {
		...{ env, site, delay },
		topics: new Topics(sql),
		subscriptions: new Subscriptions(sql),
		intents: new Intents(sql),
		hosts: new Hosts(sql),
		tally: new Tally(sql),
		transact: (action) => storage.transactionSync(action),
	};
}
