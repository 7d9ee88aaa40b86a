/*
 * Updates the feed builder as boxes are ticked: requests the page for the new selection, and shows its results, URL
 * and count. Without this script, people submit the form with a button.
 */

const form = document.querySelector("#filter");
const announcement = document.createElement("p");
announcement.className = "vh";
announcement.setAttribute("role", "status");
document.querySelector("main").append(announcement);

/** Parts of the page that depend on the selection. */
const PARTS = ["result", "action", "follow"];
const PAUSE_MS = 300;

let timer;
let running;

async function update() {
	running?.abort();
	running = new AbortController();
	const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
	for (const name of ["found_topics", "found_providers", "find_topics", "find_providers"]) query.delete(name);
	const address = query.size === 0 ? "/subscribe" : `/subscribe?${query}`;
	try {
		const response = await fetch(address, { signal: running.signal });
		const made = new DOMParser().parseFromString(await response.text(), "text/html");
		if (!response.ok || !made.querySelector("#result")) return;
		for (const id of PARTS) {
			const [old, now] = [document.getElementById(id), made.getElementById(id)];
			if (old && now) old.replaceChildren(...now.childNodes);
		}
		for (const field of form.elements) if ("defaultChecked" in field) field.defaultChecked = field.checked;
		history.replaceState(null, "", response.url);
		announcement.textContent = (
			document.querySelector("#count") ?? document.querySelector("#result-heading")
		).textContent;
		document.dispatchEvent(new Event("newsstand:changed"));
	} catch (error) {
		// An `AbortError` means that the next change aborted the request. If the network is down (`TypeError`), the form
		// can still be submitted with its button.
		if (error.name !== "AbortError" && error.name !== "TypeError") throw error;
	}
}

form.addEventListener("input", ({ target }) => {
	if (target.name?.startsWith("find_")) return;
	clearTimeout(timer);
	timer = setTimeout(update, PAUSE_MS);
});
