// The derivation: the adjoint of each node, from the loss back, and the theorems that it follows from.
import { button, element, formula, place } from "./dom.js";

/** The view of a derivation. */
export class LessonView {
    /** @param {import("./data.js").Page} page */
    constructor(page) {
        this.lesson = /** @type {import("./data.js").Lesson} */ (page.lesson);
        this.at = 0;
        this.theorem = element("aside", { class: "details", "aria-live": "polite", "aria-label": "Theorem" });
        this.items = this.lesson.steps.map((step, i) => this.item(page, step, i));
        this.root = element("div", { class: "split", keydown: (event) => this.key(event) },
            element("div", { class: "main scrolling", tabindex: "0", "aria-label": "Derivation, arrow keys step", role: "region" },
                element("p", { class: "note" }, "A bar over a name is its adjoint: how much the loss changes with it. Read from the top; arrow keys step. Spreading over axes is not written."),
                element("div", { class: "bar" }, button("\u2191", () => this.show(this.at - 1), { "aria-label": "Step before" }),
                    button("\u2193", () => this.show(this.at + 1), { "aria-label": "Next step" })),
                element("ol", { class: "steps" }, ...this.items)),
            this.theorem);
    }

    /**
     * @param {import("./data.js").Page} page
     * @param {import("./data.js").Step} step
     * @param {number} i
     */
    item(page, step, i) {
        const { line } = this.lesson.nodes[step.node];
        return element("li", { class: this.lesson.variables.includes(step.node) ? "step result" : "step", click: () => this.show(i) },
            step.forward ? formula(step.forward, "formula forward") : undefined,
            formula(step.math, "formula backward"),
            element("p", { class: "note" }, step.words),
            element("div", { class: "gos" }, ...step.theorems.map((theorem) =>
                button(`by the derivative of ${this.lesson.theorems[theorem].op}`, () => this.cite(theorem), { class: "go cite" }))),
            place(line === undefined ? undefined : page.lines[line]));
    }

    start() {
        this.show(0);
    }

    /** @param {KeyboardEvent} event */
    key(event) {
        const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (move) {
            event.preventDefault();
            this.show(this.at + move);
        }
    }

    /** @param {number} at */
    show(at) {
        if (at < 0 || at >= this.items.length) {
            return;
        }
        this.items[this.at].classList.remove("now");
        this.at = at;
        this.items[at].classList.add("now");
        this.items[at].scrollIntoView({ block: "nearest" });
        this.theorem.replaceChildren(element("h2", {}, "By these theorems"),
            ...(this.lesson.steps[at].theorems.length === 0 ? [element("p", {}, "Nothing to cite: this is where it begins.")] : []),
            ...this.lesson.steps[at].theorems.map((theorem) => this.card(theorem)));
    }

    /** @param {number} theorem */
    cite(theorem) {
        this.theorem.replaceChildren(element("h2", {}, "Theorem"), this.card(theorem));
    }

    /** @param {number} theorem */
    card(theorem) {
        const { op, statement, cotangents } = this.lesson.theorems[theorem];
        return element("section", { class: "theorem" }, element("h3", {}, `The derivative of ${op}`),
            element("p", {}, "If"), formula(statement), element("p", {}, "then"), ...cotangents.map((cotangent) => formula(cotangent)));
    }
}
