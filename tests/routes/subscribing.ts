import { expect } from "vitest";
import { ask } from "../api/requests.ts";
import { get } from "../publisher/newsroom.ts";

/** A subscriber with a private feed token. */
export interface Reader {
	id: string;
	token: string;
	/** The path under which the subscriber's feeds are, without a trailing slash. */
	base: string;
}

export async function subscribe(subscription: Record<string, unknown> = {}): Promise<Reader> {
	const response = await ask("POST", "/api/subscribers", { body: JSON.stringify({ for: "Anna", ...subscription }) });
	expect(response.status, await response.clone().text()).toBe(201);
	const { id, url } = await response.json<{ id: string; url: string }>();
	const base = new URL(url).pathname.replace(/\/$/, "");
	return { id, token: base.split("/")[2] ?? "", base };
}

export async function revoke({ id }: Reader): Promise<void> {
	expect((await ask("DELETE", `/api/subscribers/${id}`)).status).toBe(200);
}

/** Returns everything in a response that could distinguish it from another response. */
export async function answerTo(path: string, init?: RequestInit): Promise<unknown> {
	const response = await get(path, init);
	return { status: response.status, headers: [...response.headers].sort(), body: await response.text() };
}
