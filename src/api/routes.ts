import * as z from "zod";
import { BACKUP_ROUTES } from "./backup.ts";
import { FILE_ROUTES } from "./files.ts";
import { getJob, getJobs, jobParameters, retryJob } from "./jobs.ts";
import { openapiOf } from "./openapi.ts";
import { READERS_ROUTES } from "./readers.ts";
import { error, json, type Route, route } from "./route.ts";
import { applied, heldSource, issued, job, jobs, problems, subscriber, subscribers, uploaded } from "./schemas.ts";
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
const unknownSource = error("There is no source at this path.");
const noPrivateFeeds = error("The secret for private feeds or the token for the API is not set on the server.");
const owned = error("A repository owns this source. Nothing was changed.");

/** Every route of the API. */
export const ROUTES: readonly Route[] = [
	route({
		method: "get",
		path: "/api/sources",
		id: "listSources",
		summary: "List all sources, sorted by path",
		parameters: listParameters,
		answers: { 200: { description: "One source per line.", type: NDJSON, schema: heldSource } },
		handle: getSources,
	}),
	route({
		method: "post",
		path: "/api/sources",
		id: "changeSources",
		summary: "Add, change and delete sources in one transaction",
		parameters: postParameters,
		body: {
			description: `One source per line: either its path and text, or its path and \`"deleted":true\`. At most ${MAX_CHANGES} lines.`,
			type: NDJSON,
			schema: changeSchema,
		},
		answers: {
			200: json(uploaded, "The changes are stored. Feeds are updated within moments."),
			413: error("The request is larger than 4 MiB."),
		},
		handle: postSources,
	}),
	route({
		method: "get",
		path: "/api/sources/{path}",
		id: "getSource",
		summary: "Read the text of a source as it was uploaded",
		parameters: sourceParameters,
		answers: {
			200: { description: "The text. Its ETag is the Git blob hash of the file.", ...TEXT },
			304: { description: "The text is still the version given in If-None-Match." },
			404: unknownSource,
			409: error("The text of the stored source cannot be read."),
		},
		handle: getSource,
	}),
	route({
		method: "put",
		path: "/api/sources/{path}",
		id: "putSource",
		summary: "Add or change a source",
		parameters: putParameters,
		body: { description: "The text as UTF-8; the media type is ignored. At most 1 MiB.", ...TEXT },
		answers: {
			200: json(applied, "An existing source was changed."),
			201: json(applied, "A new source was added."),
			409: owned,
			413: error("The text is larger than 1 MiB."),
		},
		handle: putSource,
	}),
	route({
		method: "delete",
		path: "/api/sources/{path}",
		id: "deleteSource",
		summary: "Delete a source and unpublish its article",
		parameters: sourceParameters,
		answers: { 200: json(applied, "The source is deleted."), 404: unknownSource, 409: owned },
		handle: deleteSource,
	}),
	...FILE_ROUTES,
	route({
		method: "get",
		path: "/api/problems",
		id: "listProblems",
		summary: "List the problems found in all sources",
		parameters: none,
		answers: { 200: json(problems, "Errors, warnings and guesses.") },
		handle: getProblems,
	}),
	route({
		method: "get",
		path: "/api/status",
		id: "getStatus",
		summary: "Report the state of the site: pending work, recent publications, problems and KV usage",
		parameters: none,
		answers: {
			200: json(status, "The current state."),
			503: error("The Publisher does not respond, or no token is configured on the server."),
		},
		handle: getStatus,
	}),
	...READERS_ROUTES,
	route({
		method: "get",
		path: "/api/jobs",
		id: "listJobs",
		summary: "List the 100 most recent repository jobs, newest first",
		parameters: none,
		answers: { 200: json(jobs, "The jobs.") },
		handle: getJobs,
	}),
	route({
		method: "get",
		path: "/api/jobs/{id}",
		id: "getJob",
		summary: "Read a job",
		parameters: jobParameters,
		answers: { 200: json(job, "The job."), 404: error("There is no such job.") },
		handle: getJob,
	}),
	route({
		method: "post",
		path: "/api/jobs/{id}/retry",
		id: "retryJob",
		summary: "Retry a suspended job from the beginning, or resume a waiting one now",
		parameters: jobParameters,
		answers: {
			202: json(job, "The job that is about to run: this one, or a newer job for the same repository."),
			404: error("There is no such job."),
			409: error("The job is done."),
		},
		handle: retryJob,
	}),
	route({
		method: "get",
		path: "/api/subscribers",
		id: "listSubscribers",
		summary: "List the subscribers of private feeds, newest first, without their tokens",
		isForPublishers: true,
		parameters: none,
		answers: { 200: json(subscribers, "The subscribers."), 503: noPrivateFeeds },
		handle: getSubscribers,
	}),
	route({
		method: "post",
		path: "/api/subscribers",
		id: "addSubscriber",
		summary: "Create a token for private feeds",
		parameters: none,
		body: {
			description: "The subscriber's name, and the feeds that the token covers.",
			type: "application/json",
			schema: subscriptionSchema,
		},
		answers: {
			201: json(issued, "The feed addresses, which contain the token. The token is shown only once."),
			413: error("The request is larger than 64 KiB."),
			503: noPrivateFeeds,
		},
		handle: postSubscriber,
	}),
	route({
		method: "delete",
		path: "/api/subscribers/{id}",
		id: "revokeSubscriber",
		summary: "Revoke a token for private feeds",
		parameters: subscriberParameters,
		answers: {
			200: json(subscriber, "The token is revoked."),
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
		summary: "Read this document",
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
