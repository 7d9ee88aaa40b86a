/** What feeds are about: where all of a kind are listed, what they are called, what their names begin with. */
export const KINDS = [
	{ key: "topics", path: "/topics", title: "Topics", prefix: "topics/" },
	{ key: "providers", path: "/providers", title: "Providers", prefix: "providers/" },
] as const;
