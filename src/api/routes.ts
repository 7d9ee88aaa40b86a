import * as z from "zod";
import { BACKUP_ROUTES } from "./backup.ts";
import { getJob, getJobs, jobParameters, retryJob } from "./jobs.ts";
import { openapiOf } from "./openapi.ts";
import { READERS_ROUTES } from "./readers.ts";
import { error, json, type Route, route } from "./route.ts";
import { applied, heldSource, issued, job, jobs, problems, subscriber, subscribers } from "./schemas.ts";
import {
	changeSchema,
	deleteSource,
	getProblems,
	getSource,
	getSources,
	listParameters,
	MAX_CHANGES,
	postParameters,
	postSources,
	putParameters,
	putSource,
	sourceParameters,
} from "./sources.ts";
import { getStatus, status } from "./status.ts";
import {
	deleteSubscriber,
	getSubscribers,
	postSubscriber,
	subscriberParameters,
	subscriptionSchema,
} from "./subscribers.ts";

const NDJSON = "application/x-ndjson";
const TEXT = { type: "text/plain", schema: z.string() };

const none = z.object({});
const unknownSource = error("No source is held at this path.");
const noPrivateFeeds = error("The secret of private feeds, or of the API, is not set on the server.");
const owned = error("A repository owns this source. Nothing was changed.");

/** Every address of the API, with all that its document says of it. */
export const ROUTES: readonly Route[] = [
	route({
		method: "get",
		path: "/api/sources",
		id: "listSources",
		summary: "The sources that are held, in the order of their paths",
		parameters: listParameters,
		answers: { 200: { description: "A line for each source.", type: NDJSON, schema: heldSource } },
		handle: getSources,
	}),
	route({
		method: "post",
		path: "/api/sources",
		id: "changeSources",
		summary: "Add, change and remove sources, all in one transaction",
		parameters: postParameters,
		body: {
			description: `A line for each source: its text, or the word that it is gone. At most ${MAX_CHANGES}.`,
			type: NDJSON,
			schema: changeSchema,
		},
		answers: {
			200: json(applied, "They are committed; feeds follow in a moment."),
			413: error("The request is larger than 4 MiB."),
		},
		handle: postSources,
	}),
	route({
		method: "get",
		path: "/api/sources/{path}",
		id: "getSource",
		summary: "The text of a source as it was handed over",
		parameters: sourceParameters,
		answers: {
			200: { description: "The text. Its ETag is Git's hash of the file.", ...TEXT },
			304: { description: "The text is the one that If-None-Match names." },
			404: unknownSource,
			409: error("What is held here is no text that could be read."),
		},
		handle: getSource,
	}),
	route({
		method: "put",
		path: "/api/sources/{path}",
		id: "putSource",
		summary: "Add a source, or change its text",
		parameters: putParameters,
		body: { description: "The text in UTF-8, of any media type. At most 1 MiB.", ...TEXT },
		answers: {
			200: json(applied, "It is committed; there was a source before."),
			201: json(applied, "It is committed; there was no source before."),
			409: owned,
			413: error("The text is larger than 1 MiB."),
		},
		handle: putSource,
	}),
	route({
		method: "delete",
		path: "/api/sources/{path}",
		id: "deleteSource",
		summary: "Remove a source, and its article from all feeds",
		parameters: sourceParameters,
		answers: { 200: json(applied, "It is removed."), 404: unknownSource, 409: owned },
		handle: deleteSource,
	}),
	route({
		method: "get",
		path: "/api/problems",
		id: "listProblems",
		summary: "All that is wrong with the sources that are held",
		parameters: none,
		answers: { 200: json(problems, "Errors, warnings and guesses.") },
		handle: getProblems,
	}),
	route({
		method: "get",
		path: "/api/status",
		id: "getStatus",
		summary: "Whether all is well: what waits, what was published, what is wrong, what of the daily allowance was used",
		parameters: none,
		answers: {
			200: json(status, "How it is now."),
			503: error("The Publisher does not answer, or no token is set on the server."),
		},
		handle: getStatus,
	}),
	...READERS_ROUTES,
	route({
		method: "get",
		path: "/api/jobs",
		id: "listJobs",
		summary: "The newest jobs that follow repositories, newest first, at most 100",
		parameters: none,
		answers: { 200: json(jobs, "The jobs.") },
		handle: getJobs,
	}),
	route({
		method: "get",
		path: "/api/jobs/{id}",
		id: "getJob",
		summary: "How far a job is",
		parameters: jobParameters,
		answers: { 200: json(job, "The job."), 404: error("There is no such job.") },
		handle: getJob,
	}),
	route({
		method: "post",
		path: "/api/jobs/{id}/retry",
		id: "retryJob",
		summary: "Have a parked job tried again from its beginning, and one that waits go on at once",
		parameters: jobParameters,
		answers: {
			202: json(job, "It is worked on in a moment: this job, or a newer one of the same repository."),
			404: error("There is no such job."),
			409: error("The job is done."),
		},
		handle: retryJob,
	}),
	route({
		method: "get",
		path: "/api/subscribers",
		id: "listSubscribers",
		summary: "Whom tokens for private feeds were given to, the newest first, without the tokens",
		isForPublishers: true,
		parameters: none,
		answers: { 200: json(subscribers, "The subscribers."), 503: noPrivateFeeds },
		handle: getSubscribers,
	}),
	route({
		method: "post",
		path: "/api/subscribers",
		id: "addSubscriber",
		summary: "Give somebody a token for private feeds",
		parameters: none,
		body: { description: "Whom it is for, and what it opens.", type: "application/json", schema: subscriptionSchema },
		answers: {
			201: json(issued, "The token, in the addresses that it opens. It is shown here alone."),
			413: error("The request is larger than 64 KiB."),
			503: noPrivateFeeds,
		},
		handle: postSubscriber,
	}),
	route({
		method: "delete",
		path: "/api/subscribers/{id}",
		id: "revokeSubscriber",
		summary: "Take a token for private feeds back",
		parameters: subscriberParameters,
		answers: {
			200: json(subscriber, "From now on it opens nothing."),
			404: error("There is no such subscriber."),
			503: noPrivateFeeds,
		},
		handle: deleteSubscriber,
	}),
	...BACKUP_ROUTES,
	route({
		method: "get",
		path: "/api/openapi.json",
		id: "getOpenApi",
		summary: "This document",
		isOpen: true,
		parameters: none,
		answers: { 200: json(z.looseObject({ openapi: z.string() }), "An OpenAPI 3.1 document.") },
		handle: (c) =>
			c.json(openapiOf(ROUTES, c.get("site").url), 200, {
				"Cache-Control": "public, max-age=3600",
				"Access-Control-Allow-Origin": "*",
				"X-Content-Type-Options": "nosniff",
			}),
	}),
];
