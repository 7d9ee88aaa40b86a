/** Whether a file or folder of this name is passed over, with all that is in it. */
export function isPassedOver(name: string): boolean {
	return name.startsWith(".") || name === "node_modules";
}

/** Whether a file of this name is a source. */
export function isSourceName(name: string): boolean {
	return /\.(md|markdown|html?|txt|ya?ml)$/i.test(name);
}

/** Whether a path within a content folder is a source's. */
export function isSourcePath(path: string): boolean {
	return isSourceName(path) && !path.split("/").some(isPassedOver);
}

/** What is wrong with a path as the path of a source, as the end of a sentence; null if nothing is. */
export function pathFault(path: string): string | null {
	if (path.split("/").some((segment) => ["", ".", ".."].includes(segment))) {
		return "is not a path: write it relative to the content folder, with /";
	}
	if (path.length > 500) return "is longer than 500 characters";
	return /[\\\p{Cc}]/u.test(path) || !path.isWellFormed() ? "has characters that a path cannot have" : null;
}
