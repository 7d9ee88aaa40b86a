import type { Context } from "hono";
import type * as z from "zod";
import { insufficientScope } from "../http/auth.ts";
import type { App } from "../http/context.ts";
import { errorResponse } from "../http/errors.ts";
import { refusal } from "./schemas.ts";

/** Describes a request or response. `type` and `schema` are absent if there is no body. */
export interface Content {
	description: string;
	/** Media type. */
	type?: string;
	/** For NDJSON, the schema of one line. */
	schema?: z.ZodType;
}

/** One API operation: its handler, and everything that the OpenAPI document says about it. */
export interface Route {
	method: "get" | "put" | "post" | "delete";
	/**
	 * The path in OpenAPI syntax, such as `/api/jobs/{id}`. A parameter at the end matches the rest of the path,
	 * including slashes.
	 */
	path: string;
	/** The `operationId`, which must be unique. */
	id: string;
	/** One sentence without a full stop. */
	summary: string;
	/** Whether the route is public. */
	isOpen?: boolean;
	/** Whether even a GET request requires a token with the scope `publish`. */
	isForPublishers?: boolean;
	/** Path and query parameters. */
	parameters: z.ZodObject;
	body?: Content;
	/**
	 * Responses by status, except the errors that all routes share: those for invalid parameters and for missing or
	 * insufficient tokens.
	 */
	answers: Record<number, Content>;
	handler: (c: Context<App>) => Response | Promise<Response>;
}

/** Defines a route. Its handler receives parsed parameters. Requests with invalid parameters get 400. */
export function route<Parameters extends z.ZodObject>({
	handle,
	...rest
}: Omit<Route, "handler"> & {
	parameters: Parameters;
	handle: (c: Context<App>, parameters: z.output<Parameters>) => Response | Promise<Response>;
}): Route {
	const handler = (c: Context<App>) => {
		if (rest.isForPublishers && c.get("token").scope !== "publish") return insufficientScope(c);
		const given = parametersOf(c, rest.path);
		if (given === null) return errorResponse(c, 400, "The address is not percent-encoded UTF-8.");
		const parsed = rest.parameters.safeParse(given);
		if (parsed.success) return handle(c, parsed.data);
		const fault = parsed.error.issues[0];
		return errorResponse(c, 400, `The parameter ${fault?.path.join(".")} ${fault?.message}.`);
	};
	return { ...rest, handler };
}

/** Returns the parameters as strings, percent-decoded once; null if one of them cannot be decoded. */
function parametersOf(c: Context<App>, path: string): Record<string, string> | null {
	const segments = new URL(c.req.url).pathname.split("/");
	const template = path.split("/");
	try {
		const named = template.flatMap((part, index) => {
			const name = /^\{(\w+)\}$/.exec(part)?.[1];
			const end = index === template.length - 1 ? segments.length : index + 1;
			return name === undefined ? [] : [[name, decodeURIComponent(segments.slice(index, end).join("/"))]];
		});
		return { ...c.req.query(), ...Object.fromEntries(named) };
	} catch {
		return null;
	}
}

/** Describes a JSON response. */
export function json(schema: z.ZodType, description: string): Content {
	return { description, type: "application/json", schema };
}

/** Describes a JSON response with an error message. */
export function error(description: string): Content {
	return json(refusal, description);
}
