// The player: values flow forward and adjoints back, a node a key press, on numbers that can be dragged.
import { short } from "./data.js";
import { button, element } from "./dom.js";
import { Drawing, curve } from "./drawing.js";
import { computes, evaluate } from "./engine.js";
import { layered } from "./layout.js";

const CELL = 58;
const CELL_ROW = 19;
const HEAD = 24;
const MOST_ROWS = 4;
const MOST_COLUMNS = 4;
const LAYER_GAP = 34;
const RATE = 0.1;
const EDITS = /** @type {[string, (value: number) => number][]} */ ([
    ["exact", (x) => x], ["times 0", (x) => x * 0], ["times \u00bd", (x) => x / 2], ["times 2", (x) => x * 2],
    ["turned round", (x) => -x], ["clipped to \u00b10.1", (x) => Math.min(0.1, Math.max(-0.1, x))]]);

/** The view of the player. */
export class PlayerView {
    /** @param {import("./data.js").Page} page */
    constructor(page) {
        this.lesson = /** @type {import("./data.js").Lesson} */ (page.lesson);
        this.drawing = new Drawing("Values and adjoints", "Arrow keys step forward and back.");
        this.words = element("p", { class: "now-words", "aria-live": "polite" });
        this.curve = element("div", { class: "curve" });
        this.side = element("aside", { class: "details", "aria-label": "Numbers" });
        this.root = element("div", { class: "split", keydown: (event) => this.key(event) },
            element("div", { class: "main" }, this.bar(), this.words, this.drawing.holder), this.side);
        /** @type {Map<number, number[]>} */
        this.given = new Map();
        /** @type {Map<number, (value: number) => number>} */
        this.edits = new Map();
        /** @type {number[]} */
        this.losses = [];
        this.at = 0;
        /** @type {number[]} */
        this.forward = [];
        /** @type {number[]} */
        this.backward = [];
    }

    bar() {
        return element("div", { class: "bar" },
            button("\u21e4", () => this.go(0), { "aria-label": "To the beginning" }),
            button("\u2190", () => this.go(this.at - 1), { "aria-label": "Step back" }),
            button("\u2192", () => this.go(this.at + 1), { "aria-label": "Step on" }),
            button("\u21e5", () => this.go(Infinity), { "aria-label": "To the end" }),
            button("Descend", () => this.descend(), { title: "Moves every parameter against its gradient, by a tenth of it  (d)" }),
            button("Reset", () => this.reset()),
            element("span", { class: "note" }, "arrow keys step, d descends, numbers can be dragged"));
    }

    start() {
        const missing = [...new Set(this.lesson.nodes.filter((node) => !computes(node)).map((node) => node.op))];
        if (this.lesson.notPlayed || missing.length > 0) {
            this.root.replaceChildren(element("p", { class: "card" }, this.lesson.notPlayed
                ?? `The engine of this page cannot compute ${missing.join(", ")}; so it cannot play this gradient.`));
            return;
        }
        this.gather();
        this.arrange();
        this.compute();
        this.go(0);
        this.drawing.begin(this.drawing.size.width / 2, 0, 0.03);
    }

    /** The nodes of the loss, in order; small constants stand in their users. */
    gather() {
        const { nodes, loss } = this.lesson;
        const needed = new Set([loss]);
        for (let i = loss; i >= 0; i--) {
            if (needed.has(i)) {
                nodes[i].in.forEach((input) => needed.add(input));
            }
        }
        this.forward = [...needed].sort((a, b) => a - b).filter((i) => nodes[i].symbol !== undefined || nodes[i].shape.length > 0);
        this.backward = this.forward.filter((i) => nodes[i].adjoint !== undefined).reverse();
        this.place = new Map(this.forward.map((node, at) => [node, at]));
    }

    arrange() {
        const { nodes } = this.lesson;
        const forward = this.forward;
        const sizes = forward.map((i) => sizeOf(nodes[i]));
        const boxes = forward.map((i, at) => ({ width: sizes[at].width,
            inputs: [...new Set(nodes[i].in)].flatMap((input) => this.place?.get(input) ?? []) }));
        const layout = layered(boxes, 26);
        const heights = new Array(layout.layers).fill(0);
        layout.rank.forEach((rank, at) => {
            heights[rank] = Math.max(heights[rank], sizes[at].height);
        });
        const tops = heights.map((_, rank) => heights.slice(0, rank).reduce((sum, height) => sum + height + LAYER_GAP, 0));
        const spots = forward.map((_, at) => ({ x: layout.x[at], y: tops[layout.rank[at]], ...sizes[at] }));
        const edges = boxes.map((box, at) => box.inputs.map((input) => {
            const from = spots[input];
            const to = spots[at];
            return `<path class="edge" d="${curve([[from.x, from.y + from.height], [to.x, to.y - 1]])}" marker-end="url(#head-edge)"/>`;
        }).join("")).join("");
        const cards = spots.map((spot, at) => `<foreignObject x="${spot.x - spot.width / 2}" y="${spot.y}" width="${spot.width}" `
            + `height="${spot.height}"><div xmlns="http://www.w3.org/1999/xhtml" class="play" id="p${at}"></div></foreignObject>`);
        const height = tops[tops.length - 1] + heights[heights.length - 1];
        this.drawing.show(`<g class="edges">${edges}</g>${cards.join("")}`, layout.width, height);
        this.spots = spots;
    }

    compute() {
        this.values = evaluate(this.lesson.nodes, this.given, this.edits);
    }

    get steps() {
        return this.forward.length + this.backward.length;
    }

    /** @param {number} at how many steps have been made */
    go(at) {
        this.at = Math.max(0, Math.min(this.steps, at));
        const forward = this.forward;
        const backward = this.backward;
        const back = this.at - forward.length;
        const now = this.at === 0 ? undefined : back > 0 ? backward[back - 1] : forward[this.at - 1];
        forward.forEach((_, place) => this.fill(place, now));
        this.words.textContent = this.sentence(now, back);
        if (now !== undefined && this.spots) {
            const spot = this.spots[this.place?.get(now) ?? 0];
            this.drawing.reveal(spot.x, spot.y + spot.height / 2);
        }
        this.aside();
    }

    /** @param {number | undefined} now @param {number} back */
    sentence(now, back) {
        if (now === undefined) {
            return `Press \u2192: values flow down, then adjoints flow back up.${this.lesson.sizes ? ` Here ${this.lesson.sizes}.` : ""}`;
        }
        const node = this.lesson.nodes[now];
        const name = node.symbol ?? node.name;
        if (back <= 0) {
            return `${this.at} of ${this.steps}: ${name} = ${node.name.split(" = ").pop()}`;
        }
        const step = this.lesson.steps.find((other) => other.node === now);
        return `${this.at} of ${this.steps}: the adjoint of ${name}. ${step?.words ?? ""}`;
    }

    /**
     * Writes a node's card as it is at this step.
     * @param {number} place
     * @param {number | undefined} now
     */
    fill(place, now) {
        const index = this.forward[place];
        const node = this.lesson.nodes[index];
        const card = this.drawing.scene.querySelector(`#p${place}`);
        const back = this.at - this.forward.length;
        const known = place < this.at;
        const at = this.backward.indexOf(index);
        const hasAdjoint = at >= 0 && at < back;
        card?.classList.toggle("now", index === now);
        card?.classList.toggle("waiting", !known);
        card?.classList.toggle("leaf", Boolean(node.given));
        card?.replaceChildren(
            element("div", { class: "play-head" }, node.name),
            this.matrix(index, known ? this.values?.[index].data : undefined, node, Boolean(node.given) && node.dtype.startsWith("float") && known),
            ...(at < 0 ? [] : [this.matrix(index, hasAdjoint ? this.values?.[node.adjoint ?? 0].data : undefined, node, false, true)]));
    }

    /**
     * The first rows and columns of an array.
     * @param {number} index
     * @param {Float64Array | undefined} data
     * @param {import("./data.js").Operation} node
     * @param {boolean} draggable
     * @param {boolean} [adjoint]
     */
    matrix(index, data, node, draggable, adjoint = false) {
        const [rows, columns, width] = gridOf(node.shape);
        const made = element("div", { class: adjoint ? "cells adjoint" : "cells" });
        for (let row = 0; row < rows; row++) {
            const cells = [];
            for (let column = 0; column < columns; column++) {
                const at = row * width + column;
                cells.push(draggable ? this.handle(index, at) : element("span", { class: "cell" }, data ? short(data[at], 3) : "\u00b7"));
            }
            made.append(element("div", { class: "row" }, ...cells));
        }
        return made;
    }

    /**
     * A number of a leaf that can be dragged, or changed by arrow keys.
     * @param {number} index
     * @param {number} at
     */
    handle(index, at) {
        const value = this.values?.[index].data[at] ?? 0;
        const name = `${this.lesson.nodes[index].symbol ?? "value"} ${at}`;
        const change = (/** @type {number} */ next) => this.change(index, at, next);
        return element("span", { class: "cell handle", role: "slider", tabindex: "0", "aria-label": name, "aria-valuenow": value,
            "data-cell": `${index} ${at}`,
            keydown: (event) => {
                const move = { ArrowUp: 0.1, ArrowDown: -0.1, PageUp: 1, PageDown: -1 }[/** @type {string} */ (event.key)];
                if (move) {
                    event.preventDefault();
                    event.stopPropagation();
                    change(value + move);
                }
            },
            pointerdown: (event) => {
                event.stopPropagation();
                event.preventDefault();
                const move = (/** @type {PointerEvent} */ next) => change(value + (next.clientX - event.clientX) / 100);
                const stop = () => {
                    removeEventListener("pointermove", move);
                    removeEventListener("pointerup", stop);
                };
                addEventListener("pointermove", move);
                addEventListener("pointerup", stop);
            } }, short(value, 3));
    }

    /** @param {number} index @param {number} at @param {number} next */
    change(index, at, next) {
        const old = this.given.get(index) ?? this.lesson.nodes[index].value ?? [];
        this.given.set(index, old.map((value, i) => (i === at ? Math.round(next * 1000) / 1000 : value)));
        const focused = document.activeElement?.getAttribute("data-cell");
        this.compute();
        this.go(this.at);
        if (focused) {
            /** @type {HTMLElement | null} */ (this.root.querySelector(`[data-cell="${focused}"]`))?.focus();
        }
    }

    /** One step of gradient descent on the variables. */
    descend() {
        if (this.losses.length === 0) {
            this.losses.push(this.loss());
        }
        for (const variable of this.lesson.variables) {
            const { value, adjoint } = this.lesson.nodes[variable];
            const old = this.given.get(variable) ?? value;
            const gradient = adjoint === undefined ? undefined : this.values?.[adjoint].data;
            if (old && gradient) {
                this.given.set(variable, old.map((x, i) => x - RATE * gradient[i]));
            }
        }
        this.compute();
        this.losses.push(this.loss());
        this.go(Infinity);
    }

    loss() {
        return this.values?.[this.lesson.loss].data[0] ?? NaN;
    }

    reset() {
        this.given.clear();
        this.edits.clear();
        this.losses = [];
        this.compute();
        this.go(0);
    }

    /** The loss, its curve, and edits of adjoints. */
    aside() {
        const shared = (/** @type {number} */ adjoint) => this.backward.filter((i) => this.lesson.nodes[i].adjoint === adjoint).length > 1;
        const nodes = this.backward.filter((i) => i !== this.lesson.loss && !shared(this.lesson.nodes[i].adjoint ?? -1)).slice(0, 40);
        const chooser = /** @type {HTMLSelectElement} */ (element("select", { "aria-label": "Node whose adjoint is edited", class: "edit-node" },
            ...nodes.map((i) => element("option", { value: i }, this.lesson.nodes[i].symbol ?? ""))));
        const edit = element("select", { "aria-label": "Edit of the adjoint", change: (event) => this.edit(Number(chooser.value), event.target.value) },
            ...EDITS.map(([name]) => element("option", { value: name }, name)));
        const edited = [...this.edits.keys()].map((adjoint) => this.lesson.nodes.find((node) => node.adjoint === adjoint)?.symbol);
        const picture = element("div", { class: "curve" });
        picture.innerHTML = curveOf(this.losses);
        this.side.replaceChildren(element("h2", {}, "Loss"), element("p", { class: "big" }, short(this.loss(), 6)), picture,
            element("p", { class: "note" }, this.losses.length === 0 ? "Descend to see it fall." : `${this.losses.length - 1} steps of descent`),
            element("h2", {}, "Policy"), element("p", { class: "note" }, "Edits the adjoint of a node while all runs; what lies below gets the edited one."),
            element("div", { class: "bar" }, chooser, edit),
            element("p", {}, edited.length > 0 ? `Edited: ${edited.join(", ")}. This is no longer the gradient of the loss.` : "The exact gradient."));
    }

    /** @param {number} node @param {string} name */
    edit(node, name) {
        const adjoint = this.lesson.nodes[node].adjoint ?? -1;
        const chosen = EDITS.find(([other]) => other === name);
        if (name === "exact" || !chosen) {
            this.edits.delete(adjoint);
        } else {
            this.edits.set(adjoint, chosen[1]);
        }
        this.compute();
        this.go(this.at);
    }

    /** @param {KeyboardEvent} event */
    key(event) {
        if (event.target instanceof HTMLSelectElement) {
            return;
        }
        const actions = /** @type {Record<string, () => void>} */ ({
            ArrowRight: () => this.go(this.at + 1),
            ArrowLeft: () => this.go(this.at - 1),
            Home: () => this.go(0),
            End: () => this.go(Infinity),
            d: () => this.descend(),
        });
        actions[event.key]?.();
    }
}

/** Rows and columns shown of an array, and the length of a row. @param {number[]} shape @returns {[number, number, number]} */
function gridOf(shape) {
    const width = shape.length === 0 ? 1 : shape[shape.length - 1];
    const rows = shape.slice(0, -1).reduce((size, dim) => size * dim, 1);
    return [Math.min(rows, MOST_ROWS), Math.min(width, MOST_COLUMNS), width];
}

/** @param {import("./data.js").Operation} node */
function sizeOf(node) {
    const [rows, columns] = gridOf(node.shape);
    const grids = node.adjoint === undefined ? 1 : 2;
    return { width: Math.max(columns * CELL + 14, Math.min(220, node.name.length * 7 + 22)), height: HEAD + grids * (rows * CELL_ROW + 6) + 4 };
}

/** @param {number[]} losses */
function curveOf(losses) {
    if (losses.length < 2) {
        return "";
    }
    const finite = losses.filter(Number.isFinite);
    const low = Math.min(...finite);
    const high = Math.max(...finite, low + 1e-12);
    const points = losses.map((loss, i) =>
        `${((220 * i) / (losses.length - 1)).toFixed(1)},${(80 - (74 * (loss - low)) / (high - low)).toFixed(1)}`);
    return `<svg viewBox="-4 -4 228 92" role="img" aria-label="The loss over the steps of descent"><polyline points="${points.join(" ")}"/></svg>`;
}
