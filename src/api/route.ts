import type { Context } from "hono";
import type * as z from "zod";
import { insufficientScope } from "../http/auth.ts";
import type { App } from "../http/context.ts";
import { errorResponse } from "../http/errors.ts";
import { refusal } from "./schemas.ts";

/** What a request or an answer carries; without a body it has neither type nor schema. */
export interface Content {
	description: string;
	/** Its media type. */
	type?: string;
	/** What it holds; of NDJSON, what a line holds. */
	schema?: z.ZodType;
}

/** What can be done at an address of the API: what answers it, and all that the document says of it. */
export interface Route {
	method: "get" | "put" | "post" | "delete";
	/** As OpenAPI writes it: `/api/jobs/{id}`. A parameter at its end stands for all that is left of the address. */
	path: string;
	/** A name for programs, unlike that of any other. */
	id: string;
	/** A sentence without its full stop. */
	summary: string;
	/** Whether it takes no token. */
	isOpen?: boolean;
	/** Whether even to look takes a token that may publish. */
	isForPublishers?: boolean;
	/** Those that the path names, and those of the query. */
	parameters: z.ZodObject;
	body?: Content;
	/** By their status, without those that every route has: bad parameters, and what is wrong with the token. */
	answers: Record<number, Content>;
	handler: (c: Context<App>) => Response | Promise<Response>;
}

/** A route whose handler is given the parameters as its schema has them. 400: they are not as the schema wants them. */
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

/** The parameters as they were sent, percent-decoded once; null if one cannot be decoded. */
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

/** An answer in JSON. */
export function json(schema: z.ZodType, description: string): Content {
	return { description, type: "application/json", schema };
}

/** An answer that says what is wrong. */
export function error(description: string): Content {
	return json(refusal, description);
}
