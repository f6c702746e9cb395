// The story of rewriting: every firing, before and after.
import { short } from "./data.js";
import { button, element, fill, formula, place, tableOf } from "./dom.js";
import { ARROWS, boxMarkup, curve, textWidth } from "./drawing.js";
import { layered } from "./layout.js";

const PART_HEIGHT = 30;
const PART_LAYER = 62;
const PART_GAP = 16;

/** The view of a story. */
export class StoryView {
    /** @param {import("./data.js").Page} page */
    constructor(page) {
        this.page = page;
        this.story = page.story;
        this.at = 0;
        this.after = true;
        const last = Math.max(0, this.story.firings.length - 1);
        this.slider = /** @type {HTMLInputElement} */ (element("input", {
            type: "range", min: 0, max: last, value: 0, "aria-label": "Firing", class: "slider",
            input: () => this.show(Number(this.slider.value)) }));
        this.count = element("output", { class: "count" });
        this.side = button("Show before", () => this.turn(), { "aria-pressed": "false" });
        this.card = element("div", { class: "card", "aria-live": "polite" });
        this.picture = element("div", { class: "morph" });
        this.root = element("div", { class: "split", keydown: (event) => this.key(event) },
            element("div", { class: "main" }, this.ticks(),
                element("div", { class: "bar" }, button("\u2190", () => this.show(this.at - 1), { "aria-label": "Firing before" }),
                    button("\u2192", () => this.show(this.at + 1), { "aria-label": "Next firing" }), this.count, this.side,
                    element("span", { class: "note" }, "arrow keys step, b turns back and forth")),
                this.card, this.picture),
            element("aside", { class: "details", "aria-label": "Rules" }, ...this.aside()));
    }

    ticks() {
        const { firings, rules } = this.story;
        const marks = firings.map((firing, i) =>
            `<rect class="phase-${rules[firing.rule].phase}" x="${(1000 * i) / firings.length}" width="${Math.max(1, 1000 / firings.length - 0.6)}" height="14"/>`);
        const strip = element("div", { class: "ticks" });
        strip.innerHTML = `<svg viewBox="0 0 1000 14" preserveAspectRatio="none" aria-hidden="true">${marks.join("")}</svg>`;
        strip.append(this.slider);
        return strip;
    }

    aside() {
        const { firings, rules } = this.story;
        const counts = rules.map((_, i) => firings.filter((firing) => firing.rule === i).length);
        const order = rules.map((_, i) => i).sort((a, b) => rank(rules[a]) - rank(rules[b]) || counts[b] - counts[a]);
        const dangers = this.page.dangers.map((danger) => element("li", {}, element("code", {}, danger.what), ` ${danger.danger}; ${danger.cure}.`,
            place(danger.line === undefined ? undefined : this.page.lines[danger.line])));
        return [
            element("h2", {}, "Rules that fired"),
            element("p", { class: "note" }, `${this.story.all} replacements, ${this.story.merged} nodes merged with equal ones`
                + (firings.length < this.story.all ? `; the first ${firings.length} are told` : "")),
            element("div", { class: "rules" }, ...order.map((i) => button(`${rules[i].name} \u00d7${counts[i]}`,
                () => this.show(firings.findIndex((firing) => firing.rule === i)), { class: `rule phase-${rules[i].phase}`, "data-rule": rules[i].name }))),
            ...(this.page.rescued === undefined ? [] : [
                element("h2", {}, "What rewriting saved"),
                element("div", { class: "scrolling", tabindex: "0", role: "region", "aria-label": "Values that rewriting saved" }, tableOf(this.page.rescued))]),
            element("h2", {}, "What may still be inexact"),
            dangers.length > 0 ? element("ul", {}, ...dangers) : element("p", {}, "No pattern known to be dangerous is left."),
        ];
    }

    start() {
        if (this.story.firings.length === 0) {
            this.card.replaceChildren(element("p", {}, "No rule fired: the graph is computed as it was written."));
        } else {
            const saving = this.story.firings.findIndex((firing) => this.story.rules[firing.rule].phase === "stabilise");
            this.show(Math.max(0, saving));
        }
    }

    /** @param {KeyboardEvent} event */
    key(event) {
        if (event.target !== this.slider && event.key === "ArrowRight") {
            this.show(this.at + 1);
        } else if (event.target !== this.slider && event.key === "ArrowLeft") {
            this.show(this.at - 1);
        } else if (event.key === "b") {
            this.turn();
        }
    }

    turn() {
        this.after = !this.after;
        this.pose();
    }

    /** @param {number} at */
    show(at) {
        const { firings, rules } = this.story;
        if (at < 0 || at >= firings.length) {
            return;
        }
        this.at = at;
        this.slider.value = String(at);
        const firing = firings[at];
        const rule = rules[firing.rule];
        this.slider.setAttribute("aria-valuetext", `${at + 1} of ${firings.length}: ${rule.name}`);
        this.count.textContent = `${at + 1} of ${firings.length}`;
        this.root.querySelectorAll("button.rule").forEach((other) => other.classList.toggle("now", other.getAttribute("data-rule") === rule.name));
        const letters = new Set(firing.letters.map((letter) => letter.split(" = ")[0]));
        fill(this.card,
            element("h2", {}, rule.name, " ", element("span", { class: `badge phase-${rule.phase}` }, rule.phase)),
            element("p", {}, `Because ${rule.reason}.`),
            element("p", { class: "note" }, element("code", {}, rule.formula), rule.condition ? `  if ${rule.condition}` : ""),
            place(firing.line === undefined ? undefined : this.page.lines[firing.line]),
            element("div", { class: "sides" },
                element("div", { class: "side before" }, element("h3", {}, "before"), kept(formula(firing.mathBefore), letters)),
                element("div", { class: "side after" }, element("h3", {}, "after"), kept(formula(firing.mathAfter), letters))),
            firing.letters.length > 0 ? element("p", { class: "note" }, `with ${firing.letters.join(";  ")}`) : undefined,
            element("p", { class: "note" }, this.numbers(firing)),
            rule.witness ? witness(rule.witness) : undefined);
        this.morph(firing);
    }

    /** @param {import("./data.js").Firing} firing */
    numbers(firing) {
        const count = (/** @type {string} */ side) => firing.nodes.filter((node) => node.side === side).length;
        const values = firing.difference === undefined ? "" : `  The values of the two sides differ by at most ${short(firing.difference)} on the data given.`;
        return `${count("before")} nodes go, ${count("after")} come, ${count("kept")} stay.${values}`;
    }

    /** Draws both sides, each node at its place before, and lets them move. @param {import("./data.js").Firing} firing */
    morph(firing) {
        const places = ["before", "after"].map((side) => arranged(firing, side));
        const width = Math.max(...places.map((place) => place.width));
        const height = Math.max(...places.map((place) => place.height));
        this.places = places;
        const boxes = firing.nodes.map((node, i) => {
            const at = places[0].at.get(i) ?? places[1].at.get(i) ?? [0, 0];
            return boxMarkup(`f${i}`, `kind-${node.kind} ${node.side}`, { x: at[0], y: at[1], width: widthOf(node), height: PART_HEIGHT }, node.label);
        }).join("");
        this.picture.innerHTML = `<svg viewBox="-8 -8 ${width + 16} ${height + 16}" style="max-width:${width + 16}px" role="img" `
            + `aria-label="The part of the graph that the rule changes">${ARROWS}`
            + `<g class="edges before">${places[0].edges}</g><g class="edges after">${places[1].edges}</g>${boxes}</svg>`;
        this.pose(false);
        if (this.after) {
            requestAnimationFrame(() => requestAnimationFrame(() => this.pose()));
        }
    }

    /** Puts every node where it is on the side that is shown. */
    pose(after = this.after) {
        this.side.textContent = after ? "Show before" : "Show after";
        this.side.setAttribute("aria-pressed", String(!after));
        this.picture.classList.toggle("showing-after", after);
        this.places?.[after ? 1 : 0].at.forEach(([x, y], i) => {
            const box = /** @type {SVGGElement | null} */ (this.picture.querySelector(`#f${i}`));
            if (box) {
                box.style.transform = `translate(${x}px,${y}px)`;
            }
        });
    }
}

/** @param {import("./data.js").Rule} rule */
function rank(rule) {
    return ["stabilise", "tidy", "specialise"].indexOf(rule.phase);
}

/** @param {import("./data.js").Part} node */
function widthOf(node) {
    return Math.max(34, textWidth(node.label) + 20);
}

/**
 * The places of one side's nodes, and its edges.
 * @param {import("./data.js").Firing} firing
 * @param {string} side
 */
function arranged(firing, side) {
    const here = firing.nodes.flatMap((node, i) => (node.side === side || node.side === "kept" ? [i] : []));
    const local = new Map(here.map((node, at) => [node, at]));
    const layout = layered(here.map((node) => ({
        width: widthOf(firing.nodes[node]),
        inputs: [...new Set(firing.nodes[node].in)].flatMap((input) => local.get(input) ?? []),
    })), PART_GAP);
    /** @type {Map<number, [number, number]>} */
    const at = new Map(here.map((node, k) => [node, [layout.x[k], layout.rank[k] * PART_LAYER + PART_HEIGHT / 2]]));
    const edges = here.flatMap((node) => [...new Set(firing.nodes[node].in)].filter((input) => local.has(input)).map((input) => {
        const from = /** @type {[number, number]} */ (at.get(input));
        const to = /** @type {[number, number]} */ (at.get(node));
        return `<path class="${side}" d="${curve([[from[0], from[1] + PART_HEIGHT / 2], [to[0], to[1] - PART_HEIGHT / 2 - 1]])}" marker-end="url(#head-${side})"/>`;
    })).join("");
    return { at, edges, width: layout.width, height: layout.layers * PART_LAYER - PART_LAYER + PART_HEIGHT };
}

/**
 * Greys the letters of parts that stay.
 * @param {HTMLElement} made
 * @param {Set<string>} letters
 */
function kept(made, letters) {
    made.querySelectorAll("mi").forEach((part) => part.classList.toggle("stays", letters.has(part.textContent ?? "")));
    return made;
}

/** @param {import("./data.js").Witness} made */
function witness(made) {
    return element("div", { class: "witness" }, element("h3", {}, `Where the old form fails: ${made.point}`),
        element("dl", {}, element("dt", {}, element("code", {}, made.before)), element("dd", { class: "bad" }, made.beforeValue),
            element("dt", {}, element("code", {}, made.after)), element("dd", { class: "good" }, made.afterValue)));
}
