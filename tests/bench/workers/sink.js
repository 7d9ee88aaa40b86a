/** Takes what a queue is given, and forgets it. */
export default { fetch: () => Response.json({}) };
