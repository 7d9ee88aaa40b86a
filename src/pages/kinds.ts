/** What feeds are about: where all of a kind are listed, what they are called, what their names begin with. */
export const KINDS = [
	{ path: "/topics", title: "Topics", prefix: "topics/" },
	{ path: "/providers", title: "Providers", prefix: "providers/" },
] as const;
