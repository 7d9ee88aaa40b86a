"use strict";

/*
 * Optional enhancements of every page: buttons that copy an address (`.copy[data-copy]`), and fields that filter a list
 * while typing (`[data-filter]`, the selector of the list).
 */

const status = document.createElement("p");
status.className = "visually-hidden";
status.setAttribute("role", "status");
document.querySelector("main").append(status);

for (const button of document.querySelectorAll(".copy[data-copy]")) {
	if (!navigator.clipboard) break;
	const label = button.textContent;
	button.hidden = false;
	button.addEventListener("click", async () => {
		let answer = "Copied";
		try {
			await navigator.clipboard.writeText(button.dataset.copy);
		} catch {
			answer = "Not copied";
		}
		button.textContent = answer;
		status.textContent = answer;
		setTimeout(() => {
			button.textContent = label;
			status.textContent = "";
		}, 3000);
	});
}

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
for (const input of document.querySelectorAll("[data-filter]")) {
	const list = document.querySelector(input.dataset.filter);
	if (!list) continue;
	const entries = [...list.querySelectorAll("li, tbody > tr")].map((element) => ({
		element,
		text: plain(element.textContent),
	}));
	const count = document.createElement("output");
	count.className = "meta";
	input.after(count);
	input.addEventListener("input", () => {
		const words = plain(input.value).split(/\s+/);
		let shown = 0;
		for (const { element, text } of entries) {
			element.hidden = !words.every((word) => text.includes(word));
			if (!element.hidden) shown++;
		}
		count.textContent = input.value.trim() === "" ? "" : `${shown} of ${entries.length}`;
	});
}
