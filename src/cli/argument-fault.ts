/** What `parseArgs` has against the arguments, in one line with the usage: Node's further sentences explain its parser. */
export function argumentFault(error: unknown, usage: string): string {
	const [what = ""] = String(error instanceof Error ? error.message : error).split(/\.\s|\n/);
	return `${what.replace(/\.$/, "")}. ${usage}`;
}
