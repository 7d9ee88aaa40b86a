import { type ParseResult, parse } from "@babel/parser";
import type { Keys } from "../../article/field-names.ts";

type File = Extract<ParseResult, { type: "File" }>;
type Statement = File["program"]["body"][number];
type Expression = Extract<Statement, { type: "ExpressionStatement" }>["expression"];
type Declaration = Extract<Statement, { type: "ExportDefaultDeclaration" }>["declaration"];
type Value = Expression | Declaration;

/** The literal values of a configuration written in JavaScript, or the reason why it cannot be parsed. */
type Literals =
	| { data: Record<string, unknown>; lineOf(keys: Keys): number | null }
	| { line: number; message: string };

/** Key for the name of the function that an object is passed to, such as `starlight` in `starlight({ … })`. */
export const CALLED = "function that gets this";

/** Key for the arguments of method calls, as in `eleventyConfig.setInputDirectory("src")`. */
export const CALLS = "method calls";

/**
 * Reads a configuration written in JavaScript or TypeScript without running it. Returns those of its exports that are
 * literal strings, numbers, lists and objects. Resolves constants in the same file, template strings and `a || "b"`.
 */
export function readJavaScript(text: string, isJsx: boolean): Literals {
	let program: File["program"];
	try {
		const plugins = isJsx ? (["typescript", "jsx"] as const) : (["typescript"] as const);
		({ program } = parse(text, { sourceType: "unambiguous", errorRecovery: true, plugins: [...plugins] }));
	} catch (error) {
		const [, reason = "it is not JavaScript", line = "1"] =
			/^(.*?)\.? \((\d+):\d+\)$/.exec(String(Reflect.get(Object(error), "message"))) ?? [];
		return { line: Number(line), message: `This cannot be read: ${reason}` };
	}
	const reader = new Reader(program.body);
	const data = reader.exported();
	return { data, lineOf: (keys) => reader.lineOf(data, keys) };
}

/** Maximum depth of nested values and of chains of constants, which may refer to each other. */
const MAX_DEPTH = 20;

class Reader {
	readonly #statements: readonly Statement[];
	readonly #constants = new Map<string, Value>();
	readonly #known = new Map<string, unknown>();
	readonly #lines = new WeakMap<object, Map<string, number>>();

	constructor(statements: readonly Statement[]) {
		this.#statements = statements;
		for (const statement of statements) this.#declare(statement);
	}

	#declare(statement: Statement): void {
		const inner = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
		if (inner?.type === "FunctionDeclaration" && inner.id) this.#constants.set(inner.id.name, inner);
		if (inner?.type !== "VariableDeclaration") return;
		for (const { id, init } of inner.declarations)
			if (id.type === "Identifier" && init) this.#constants.set(id.name, init);
	}

	/** Returns everything that the file exports, in one object. */
	exported(): Record<string, unknown> {
		const data: Record<string, unknown> = {};
		for (const statement of this.#statements) {
			if (statement.type === "ExportDefaultDeclaration")
				this.#merge(data, this.#configuration(statement.declaration, 0));
			if (statement.type === "ExportNamedDeclaration" && statement.declaration?.type === "VariableDeclaration") {
				for (const { id, init } of statement.declaration.declarations) {
					if (id.type === "Identifier" && init) this.#merge(data, this.#configuration(init, 0), id.name);
				}
			}
			if (statement.type !== "ExpressionStatement" || statement.expression.type !== "AssignmentExpression") continue;
			const { left, right } = statement.expression;
			if (left.type !== "MemberExpression" || left.property.type !== "Identifier") continue;
			if (left.object.type === "Identifier" && left.object.name === "exports") {
				this.#merge(data, this.#configuration(right, 0), left.property.name);
			}
			if (left.property.name === "exports") this.#merge(data, this.#configuration(right, 0));
		}
		return data;
	}

	/**
	 * Adds an export to the data. The members of a default export or of `config` are added one by one; any other export
	 * is added under its name.
	 */
	#merge(data: Record<string, unknown>, value: unknown, name = "config"): void {
		const lines = this.#lines.get(data) ?? new Map<string, number>();
		this.#lines.set(data, lines);
		if (name !== "config") data[name] = value;
		else if (typeof value === "object" && value !== null && !Array.isArray(value)) {
			Object.assign(data, value);
			for (const [key, line] of this.#lines.get(value) ?? []) lines.set(key, line);
		}
	}

	/** Returns the value of an expression; for a function, what it returns and which methods it calls. */
	#configuration(node: Value, depth: number): unknown {
		const body = "body" in node && !("superClass" in node) ? node.body : undefined;
		if (body === undefined || Array.isArray(body)) return this.#valueOf(node as Expression, depth);
		if (body.type !== "BlockStatement") return "type" in body ? this.#valueOf(body as Expression, depth) : undefined;
		let returned: unknown;
		const calls: Record<string, unknown[]> = {};
		for (const statement of body.body) {
			this.#declare(statement);
			if (statement.type === "ReturnStatement") returned = this.#valueOf(statement.argument, depth);
			if (statement.type !== "ExpressionStatement" || statement.expression.type !== "CallExpression") continue;
			const { callee, arguments: given } = statement.expression;
			if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") continue;
			calls[callee.property.name] ??= [];
			calls[callee.property.name]?.push(given.map((one) => this.#valueOf(one as Expression, depth + 1)));
		}
		if (Object.keys(calls).length === 0) return returned;
		const found: Record<string, unknown> = {};
		this.#merge(found, returned);
		found[CALLS] = calls;
		return found;
	}

	#valueOf(node: Expression | null | undefined, depth: number): unknown {
		if (!node || depth > MAX_DEPTH) return undefined;
		switch (node.type) {
			case "StringLiteral":
			case "NumericLiteral":
			case "BooleanLiteral":
				return node.value;
			case "NullLiteral":
				return null;
			case "TemplateLiteral":
				return this.#template(node, depth);
			case "BinaryExpression": {
				const sides = [this.#valueOf(node.left as Expression, depth + 1), this.#valueOf(node.right, depth + 1)];
				return node.operator === "+" && sides.every((side) => typeof side === "string") ? sides.join("") : undefined;
			}
			case "LogicalExpression":
				return node.operator === "&&"
					? undefined
					: (this.#valueOf(node.left, depth + 1) ?? this.#valueOf(node.right, depth + 1));
			case "Identifier":
				return this.#constant(node.name);
			case "ArrayExpression":
				return node.elements.map((element) => this.#valueOf(element as Expression, depth + 1));
			case "ObjectExpression":
				return this.#object(node, depth);
			case "CallExpression":
				return this.#call(node, depth);
			case "ArrowFunctionExpression":
			case "FunctionExpression":
				return this.#configuration(node, depth + 1);
			case "AwaitExpression":
				return this.#valueOf(node.argument, depth + 1);
			case "NewExpression":
				return this.#valueOf(node.arguments[0] as Expression, depth + 1);
			case "TSAsExpression":
			case "TSSatisfiesExpression":
			case "TSNonNullExpression":
			case "ParenthesizedExpression":
				return this.#valueOf(node.expression, depth);
			default:
				return undefined;
		}
	}

	/**
	 * Returns the value of a constant. Each constant is read only once; otherwise nested lists that use a constant twice
	 * would double in size at every level.
	 */
	#constant(name: string): unknown {
		const node = this.#constants.get(name);
		if (node === undefined || this.#known.has(name)) return this.#known.get(name);
		// Inside its own definition, a constant is undefined.
		this.#known.set(name, undefined);
		const value = this.#configuration(node, 0);
		this.#known.set(name, value);
		return value;
	}

	#template(node: Extract<Expression, { type: "TemplateLiteral" }>, depth: number): string | undefined {
		const values = node.expressions.map((one) => this.#valueOf(one as Expression, depth + 1));
		if (!values.every((value) => typeof value === "string" || typeof value === "number")) return undefined;
		return node.quasis.map(({ value }, index) => (value.cooked ?? "") + (values[index] ?? "")).join("");
	}

	#object(node: Extract<Expression, { type: "ObjectExpression" }>, depth: number): Record<string, unknown> {
		const value: Record<string, unknown> = {};
		const lines = new Map<string, number>();
		this.#lines.set(value, lines);
		for (const property of node.properties) {
			if (property.type === "SpreadElement") {
				this.#merge(value, this.#valueOf(property.argument, depth + 1));
				continue;
			}
			const { key } = property;
			const name =
				key.type === "Identifier" && !property.computed
					? key.name
					: key.type === "StringLiteral"
						? key.value
						: undefined;
			if (name === undefined || name === "__proto__") continue;
			value[name] =
				property.type === "ObjectMethod"
					? this.#configuration(property as unknown as Value, depth + 1)
					: this.#valueOf(property.value as Expression, depth + 1);
			lines.set(name, key.loc?.start.line ?? 1);
		}
		return value;
	}

	/**
	 * Returns the argument of a call, as a helper such as `defineConfig` does. Adds the function's name to the object,
	 * because that name shows which plugin the options belong to.
	 */
	#call(node: Extract<Expression, { type: "CallExpression" }>, depth: number): unknown {
		const { callee } = node;
		const given = [...node.arguments, callee].map((one) => this.#valueOf(one as Expression, depth + 1));
		const value = given.find((one) => typeof one === "object" && one !== null);
		const name = callee.type === "Identifier" ? callee.name : undefined;
		if (value === undefined || Array.isArray(value)) return value;
		if (name !== undefined && !(CALLED in value)) Object.assign(value, { [CALLED]: name });
		return value;
	}

	/** Returns the line of a value, or of the nearest enclosing value whose line is known. */
	lineOf(data: object, keys: Keys): number | null {
		let [value, line]: [unknown, number | null] = [data, null];
		for (const key of keys) {
			if (typeof value !== "object" || value === null) break;
			line = this.#lines.get(value)?.get(String(key)) ?? line;
			value = Reflect.get(value, key);
		}
		return line;
	}
}
