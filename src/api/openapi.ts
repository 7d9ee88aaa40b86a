import * as z from "zod";
import { VERSION } from "../version.ts";
import { type Content, error, type Route } from "./route.ts";
import { named } from "./schemas.ts";

const TOKEN = "token";

/**
 * Builds the OpenAPI 3.1 document (spec.openapis.org/oas/v3.1.0) from the schemas that validate requests.
 *
 * @param site URL of the site, without a trailing slash
 */
export function openapiOf(routes: readonly Route[], site: string): object {
	const { schemas } = z.toJSONSchema(named, { io: "input", uri: reference });
	const paths = Map.groupBy(routes, ({ path }) => path);
	return {
		openapi: "3.1.0",
		info: {
			title: "Newsstand",
			version: VERSION,
			description: "Publish and unpublish articles, and check the state of the site.",
		},
		servers: [{ url: site }],
		paths: mapped(paths, (here) =>
			mapped(
				here.map((route) => [route.method, route]),
				operationOf,
			),
		),
		components: {
			schemas: mapped(Object.entries(schemas), bare),
			securitySchemes: {
				[TOKEN]: {
					type: "http",
					scheme: "bearer",
					description:
						"The value of PUBLISH_TOKEN, or a token from API_TOKENS. Each operation lists the scope that it requires.",
				},
			},
		},
	};
}

function operationOf(route: Route): object {
	const { id, summary, isOpen, parameters, body, answers } = route;
	const all = { ...(Object.keys(parameters.shape).length > 0 || body ? BAD_REQUEST : {}), ...answers };
	return {
		operationId: id,
		summary,
		parameters: Object.entries(parameters.shape).map(([name, schema]) => parameterOf(route.path, name, schema)),
		...(body && { requestBody: { required: true, ...contentOf(body) } }),
		responses: mapped(Object.entries(isOpen ? all : { ...refusals(route), ...all }), contentOf),
		// For bearer tokens, OpenAPI expects roles in this list (section 4.8.30). We list Newsstand's scopes instead.
		security: isOpen ? [] : [{ [TOKEN]: [scopeOf(route)] }],
	};
}

const BAD_REQUEST = { 400: error("The request is invalid.") };

function refusals(route: Route): Record<number, Content> {
	return {
		401: error("The token is missing or unknown."),
		...(scopeOf(route) === "publish" && { 403: error("The token has read access only.") }),
		503: error("No token is configured on the server."),
	};
}

/**
 * Returns the scope that a route requires. `requireToken` derives the scope from the method, and `route` additionally
 * enforces `isForPublishers`.
 */
function scopeOf({ method, isForPublishers }: Route): "read" | "publish" {
	return method === "get" && !isForPublishers ? "read" : "publish";
}

function parameterOf(path: string, name: string, schema: z.core.$ZodType): object {
	const isInPath = path.includes(`{${name}}`);
	const { description, ...shape } = schemaOf(schema);
	return { name, in: isInPath ? "path" : "query", required: isInPath, description, schema: shape };
}

function contentOf({ description, type, schema }: Content): object {
	return type === undefined || !schema
		? { description }
		: { description, content: { [type]: { schema: schemaOf(schema) } } };
}

function schemaOf(schema: z.core.$ZodType): Record<string, unknown> {
	const id = named.get(schema)?.id;
	return id === undefined ? bare(z.toJSONSchema(schema, { io: "input" })) : { $ref: reference(id) };
}

function reference(id: string): string {
	return `#/components/schemas/${id}`;
}

/** Removes `$schema` and `$id` from a schema, because they do not belong in each schema of an OpenAPI document. */
function bare({ $schema, $id, ...schema }: z.core.JSONSchema.BaseSchema): Record<string, unknown> {
	return schema;
}

function mapped<In, Out>(entries: Iterable<readonly [string, In]>, map: (value: In) => Out): Record<string, Out> {
	return Object.fromEntries([...entries].map(([name, value]) => [name, map(value)]));
}
