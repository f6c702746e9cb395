// Policies side by side: what each does to the adjoint of every node.
import { short } from "./data.js";
import { element, place, tableOf } from "./dom.js";

/** The view of a comparison. */
export class PoliciesView {
    /** @param {import("./data.js").Page} page */
    constructor(page) {
        const comparison = /** @type {import("./data.js").Comparison} */ (page.comparison);
        const { policies, rules, effects } = comparison;
        const largest = Math.max(...effects.flatMap((effect) => effect.norms).filter(Number.isFinite), Number.MIN_VALUE);
        const head = element("tr", {}, element("th", { scope: "col" }, "node, from the loss back"),
            ...policies.map((name) => element("th", { scope: "col" }, name)));
        const rows = effects.map((effect) => element("tr", { class: effect.edits.some((edit) => edit !== "") ? "edited" : undefined },
            element("th", { scope: "row" }, element("code", {}, effect.node), place(effect.line === undefined ? undefined : page.lines[effect.line])),
            ...policies.map((_, i) => cell(effect, i, largest))));
        this.root = element("div", { class: "main scrolling", tabindex: "0", role: "region", "aria-label": "Policies" },
            element("div", { class: "policies" }, ...policies.map((name, i) =>
                element("section", { class: "card" }, element("h2", {}, name), element("pre", { tabindex: "0" }, rules[i])))),
            element("h2", {}, "Parameters"), tableOf(comparison.table),
            element("h2", {}, "Adjoints, node by node"),
            element("p", { class: "note" }, "Bars are norms; arrows turn away from upright by the angle to the exact adjoint; marked rows are edited."),
            element("table", { class: "effects" }, element("thead", {}, head), element("tbody", {}, ...rows)));
    }

    start() {
        return this;
    }
}

/**
 * @param {import("./data.js").Effect} effect
 * @param {number} i
 * @param {number} largest
 */
function cell(effect, i, largest) {
    const norm = effect.norms[i];
    const cosine = effect.cosines[i];
    const changed = Math.abs(norm - effect.norms[0]) > 1e-9 * largest || cosine < 1 - 1e-9;
    const share = Number.isFinite(norm) ? Math.sqrt(norm / largest) : 1;
    const angle = Number.isFinite(cosine) ? (Math.acos(Math.min(1, Math.max(-1, cosine))) * 180) / Math.PI : 0;
    const made = element("td", { class: changed ? "changed" : undefined });
    made.innerHTML = `<svg class="effect" viewBox="0 0 120 24" aria-hidden="true"><rect x="26" y="7" width="${(94 * share).toFixed(1)}" height="10" rx="2"/>`
        + `<path transform="rotate(${angle.toFixed(1)} 12 12)" d="M12 21V4M8 9l4 -5l4 5"/></svg>`;
    made.append(element("span", { class: "note" }, `${short(norm, 3)}${changed && Number.isFinite(cosine) ? `, ${Math.round(angle)}\u00b0` : ""}`));
    const edit = i > 0 ? effect.edits[i - 1] : "";
    if (edit !== "") {
        made.append(element("span", { class: "badge edit" }, edit));
    }
    return made;
}
