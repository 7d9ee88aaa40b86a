"use strict";

/*
 * Optional enhancements for every page: relative times, buttons that copy a URL (`[data-copy]`), covers for
 * pictures that fail to load, chapters, and fields that filter a list as people type (`[data-filter]`, the list's
 * selector).
 */

const { lang } = document.documentElement;
const status = document.createElement("p");
status.className = "vh";
status.setAttribute("role", "status");
document.querySelector("main").append(status);

/*
 * Times within the last seven days are shown as minutes, hours, "yesterday" or the day of the week. Days are shown
 * without a time.
 */
const [MINUTE, DAY] = [60_000, 86_400_000];
const midnight = (time) => new Date(time).setHours(0, 0, 0, 0);
const distance = new Intl.RelativeTimeFormat(lang, { numeric: "auto" });
const showDistances = () => {
	for (const time of document.querySelectorAll("time[datetime]:not(.exact)")) {
		const given = time.dateTime;
		const isDay = given.length === 10;
		const then = Date.parse(isDay ? `${given}T00:00` : given);
		const minutes = Math.floor((Date.now() - then) / MINUTE);
		const days = Math.round((midnight(Date.now()) - midnight(then)) / DAY);
		if (!(minutes >= 0 && days < 7)) continue;
		time.title = new Intl.DateTimeFormat(lang, {
			dateStyle: "full",
			...(isDay ? {} : { timeStyle: "short" }),
		}).format(then);
		if (!isDay && minutes < 60) time.textContent = distance.format(-minutes, "minute");
		else if (!isDay && minutes < 1440) time.textContent = distance.format(-Math.floor(minutes / 60), "hour");
		else if (days < 2) time.textContent = distance.format(-days, "day");
		else time.textContent = new Intl.DateTimeFormat(lang, { weekday: "long" }).format(then);
	}
};

/* Pictures have a cover behind them, which appears if they fail to load. */
const hide = ({ target }) => {
	if (target.tagName === "IMG" && target.closest(".pic, .faces")) target.hidden = true;
};
document.addEventListener("error", hide, true);
for (const image of document.querySelectorAll(".pic img")) {
	if (image.complete && image.naturalWidth === 0) hide({ target: image });
}

const offerCopying = () => {
	for (const button of document.querySelectorAll("[data-copy][hidden]")) {
		if (!navigator.clipboard) break;
		const { copy, done, failed } = button.dataset;
		const label = button.textContent;
		button.hidden = false;
		button.addEventListener("click", async () => {
			const answer = await navigator.clipboard.writeText(copy).then(
				() => done,
				() => failed,
			);
			button.textContent = answer;
			status.textContent = answer;
			setTimeout(() => {
				button.textContent = label;
				status.textContent = "";
			}, 2000);
		});
	}
};

/* The builder replaces parts of its page, which then have to be enhanced again. */
for (const enhance of [showDistances, offerCopying]) {
	enhance();
	document.addEventListener("newsstand:changed", enhance);
}

/* Links, such as chapters, to a position in audio that the page plays. */
document.addEventListener("click", (event) => {
	const [file, moment] = event.target.closest?.('a[href*="#t="]')?.href.split("#t=") ?? [];
	const player = [...document.querySelectorAll("audio")].find(({ src }) => src === file);
	if (!player) return;
	event.preventDefault();
	player.currentTime = Number(moment);
	player.play();
});

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
for (const input of document.querySelectorAll("[data-filter]")) {
	const list = document.querySelector(input.dataset.filter);
	if (!list) continue;
	const entries = [...list.querySelectorAll("li, tbody > tr")].map((element) => ({
		element,
		text: plain(element.textContent),
	}));
	input.addEventListener("input", () => {
		const words = plain(input.value).split(/\s+/);
		let shown = 0;
		for (const { element, text } of entries) {
			element.hidden = !words.every((word) => text.includes(word));
			if (!element.hidden) shown++;
		}
		status.textContent = input.value.trim() === "" ? "" : `${shown} / ${entries.length}`;
	});
}
