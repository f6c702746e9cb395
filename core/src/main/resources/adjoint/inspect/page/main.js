// Puts the views into the page. A view is made when it is first looked at.
import { readPage } from "./data.js";
import { element } from "./dom.js";
import { GraphView } from "./graph.js";
import { StoryView } from "./story.js";
import { LessonView } from "./lesson.js";
import { PlayerView } from "./player.js";
import { PoliciesView } from "./policies.js";
import { PlanView } from "./plan.js";

/** @typedef {{root: HTMLElement, start: () => void}} View */

const page = readPage(document.getElementById("data")?.textContent ?? "");
/** @type {[string, boolean, () => View][]} */
const VIEWS = [
    ["Graph", true, () => new GraphView(page)],
    ["Rewriting", true, () => new StoryView(page)],
    ["Derivation", Boolean(page.lesson), () => new LessonView(page)],
    ["Player", Boolean(page.lesson), () => new PlayerView(page)],
    ["Policies", Boolean(page.comparison), () => new PoliciesView(page)],
    ["Plan", true, () => new PlanView(page)],
];

const tabs = /** @type {HTMLElement} */ (document.getElementById("tabs"));
const views = /** @type {HTMLElement} */ (document.getElementById("views"));
const shown = VIEWS.filter(([, there]) => there);
/** @type {Map<string, View>} */
const made = new Map();

/** @param {number} at */
function open(at) {
    const [name, , make] = shown[at];
    tabs.querySelectorAll("[role=tab]").forEach((tab, i) => {
        tab.setAttribute("aria-selected", String(i === at));
        tab.setAttribute("tabindex", i === at ? "0" : "-1");
    });
    views.querySelectorAll("[role=tabpanel]").forEach((panel, i) => panel.toggleAttribute("hidden", i !== at));
    if (!made.has(name)) {
        const view = make();
        made.set(name, view);
        views.querySelectorAll("[role=tabpanel]")[at].append(view.root);
        view.start();
    }
    history.replaceState(null, "", `#${name.toLowerCase()}`);
}

/** @param {KeyboardEvent} event */
function keyOnTab(event) {
    const at = [...tabs.children].indexOf(/** @type {Element} */ (event.target));
    const move = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (move) {
        const next = (at + move + shown.length) % shown.length;
        open(next);
        /** @type {HTMLElement} */ (tabs.children[next]).focus();
    }
}

/** @param {KeyboardEvent} event */
function keyOnPage(event) {
    const typing = event.target instanceof HTMLInputElement && event.target.type !== "range";
    if (typing || event.ctrlKey || event.metaKey || event.altKey) {
        return;
    }
    if (event.key >= "1" && event.key <= String(shown.length)) {
        open(Number(event.key) - 1);
    } else if (event.key === "/") {
        event.preventDefault();
        open(0);
        /** @type {GraphView} */ (made.get("Graph")).search?.focus();
    }
}

/** @type {HTMLElement} */ (document.getElementById("verdict")).textContent = page.verdict.join(" ");
shown.forEach(([name], i) => {
    tabs.append(element("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `view-${name}`,
        click: () => open(i), keydown: keyOnTab }, name, element("kbd", { "aria-hidden": "true" }, String(i + 1))));
    views.append(element("section", { role: "tabpanel", id: `view-${name}`, "aria-labelledby": `tab-${name}`, hidden: true }));
});
addEventListener("keydown", keyOnPage);
addEventListener("beforeprint", () => {
    shown.forEach((_, i) => open(i));
    views.querySelectorAll("[role=tabpanel]").forEach((panel) => panel.removeAttribute("hidden"));
});
addEventListener("afterprint", () => open(0));
open(Math.max(0, shown.findIndex(([name]) => `#${name.toLowerCase()}` === location.hash)));
performance.mark("ready");
document.documentElement.dataset.ready = "true";
