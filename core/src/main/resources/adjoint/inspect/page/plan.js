// The plan in time: instructions from left to right, and the arrays that hold values from when to when.
import { short } from "./data.js";
import { element, escaped, formula, place, tableOf } from "./dom.js";

const WIDTH = 1000;
const TRACK = 18;
const TOP = 40;
const LEFT = 150;
const MOST_ARRAYS = 120;

/** The view of a plan. */
export class PlanView {
    /** @param {import("./data.js").Page} page */
    constructor(page) {
        this.page = page;
        this.plan = page.plan;
        this.at = 0;
        this.details = element("aside", { class: "details", "aria-live": "polite", "aria-label": "Instruction" });
        this.picture = element("div", { class: "timeline" });
        this.measured = this.plan.instructions.some((instruction) => instruction.micros !== undefined);
        this.root = element("div", { class: "split" },
            element("div", { class: "main scrolling", tabindex: "0", role: "region", "aria-label": "Plan, arrow keys step", keydown: (event) => this.key(event) },
                element("p", {}, this.plan.memory),
                element("p", { class: "note" }, `${this.plan.note} An instruction is as wide as ${this.measured ? "its measured time" : "the bytes it moves"}.`),
                this.picture, element("h2", {}, "Size and cost"), tableOf(page.costs),
                element("details", {}, element("summary", {}, "Instructions as text"), element("pre", { tabindex: "0" }, this.plan.text)),
                ...page.stages.map((stage) => element("details", {}, element("summary", {}, `Lines of the graph: ${stage.name}`),
                    formula(stage.formulas), element("pre", { tabindex: "0" }, stage.text)))),
            this.details);
        this.picture.addEventListener("click", (event) => {
            const hit = /** @type {Element} */ (event.target).closest("[data-step]");
            if (hit) {
                this.show(Number(hit.getAttribute("data-step")));
            }
        });
    }

    start() {
        const { instructions, buffers } = this.plan;
        const cost = instructions.map((one) => Math.max(1e-9, this.measured ? one.micros ?? 0 : Math.sqrt(one.bytes + 64)));
        const total = cost.reduce((sum, x) => sum + x, 0);
        const starts = [0];
        cost.forEach((x) => starts.push(starts[starts.length - 1] + (x / total) * (WIDTH - LEFT)));
        const x = (/** @type {number} */ step) => LEFT + starts[Math.min(step, instructions.length)];
        const bars = instructions.map((one, i) => `<rect class="instruction" data-step="${i}" x="${x(i).toFixed(2)}" y="10" width="${Math.max(0.5, x(i + 1) - x(i) - 0.8).toFixed(2)}" height="22"><title>${escaped(one.label.slice(0, 200))}</title></rect>`);
        const shown = buffers.slice(0, MOST_ARRAYS);
        const rows = shown.map((buffer, row) => {
            const y = TOP + row * TRACK;
            const lives = buffer.lives.map((life, k) => {
                const width = x(life.to + 1) - x(life.from);
                const words = width > life.name.length * 6.5 ? `<text x="${(x(life.from) + 4).toFixed(1)}" y="${y + 12}">${escaped(life.name)}</text>` : "";
                return `<rect class="life life-${k % 2}" data-step="${life.from}" x="${x(life.from).toFixed(2)}" y="${y}" width="${Math.max(1, width - 0.8).toFixed(2)}" height="${TRACK - 4}" rx="3"><title>${escaped(life.name)}: instructions ${life.from + 1} to ${life.to + 1}</title></rect>${words}`;
            }).join("");
            return `<text class="name" x="0" y="${y + 12}">${escaped(`${row + 1}  ${size(buffer.bytes)}`)}</text>${lives}`;
        });
        const height = TOP + shown.length * TRACK + 4;
        this.picture.innerHTML = `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Instructions and arrays over time">`
            + `<text class="name" x="0" y="25">instructions</text>${bars.join("")}${rows.join("")}</svg>`;
        if (instructions.length > 0) {
            this.show(0);
        }
    }

    /** @param {KeyboardEvent} event */
    key(event) {
        const move = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (move) {
            event.preventDefault();
            this.show(this.at + move);
        }
    }

    /** @param {number} at */
    show(at) {
        const one = this.plan.instructions[at];
        if (!one) {
            return;
        }
        this.at = at;
        this.picture.querySelectorAll(".instruction").forEach((bar, i) => bar.classList.toggle("now", i === at));
        this.details.replaceChildren(element("h2", {}, `Instruction ${at + 1} of ${this.plan.instructions.length}`),
            element("pre", { tabindex: "0" }, one.label),
            element("p", { class: "note" }, `${short(one.flops)} operations, ${size(one.bytes)} read and written${one.micros === undefined ? "" : `, ${short(one.micros)} \u00b5s`}`),
            place(one.line === undefined ? undefined : this.page.lines[one.line]));
    }
}

/** @param {number} bytes */
function size(bytes) {
    return bytes < 10_000 ? `${bytes} B` : bytes < 1e7 ? `${short(bytes / 1024, 3)} KiB` : `${short(bytes / 1048576, 3)} MiB`;
}
