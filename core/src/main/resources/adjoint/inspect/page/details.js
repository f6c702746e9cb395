// All that is known of a node, and the ways on from it.
import { short } from "./data.js";
import { button, element, formula, place } from "./dom.js";

const MOST_LISTED = 24;

/**
 * @typedef {object} Selection
 * @property {import("./data.js").Page} page
 * @property {import("./data.js").Graph} graph
 * @property {number[][] | undefined} users
 * @property {(node: number) => number | undefined} adjointOf
 * @property {(node: number) => void} visit
 */

/**
 * The details of a node.
 * @param {Selection} view
 * @param {number} at
 * @returns {(HTMLElement | undefined)[]}
 */
export function detailsOf(view, at) {
    const node = view.graph.nodes[at];
    const adjoint = view.adjointOf(at);
    const isAdjoint = node.adjoint === undefined && adjoint !== undefined;
    return [
        element("h2", {}, node.name ?? node.label),
        ...view.graph.roots.filter((root) => root.node === at).map((root) => formula(root.math, "formula result")),
        element("p", { class: "note" }, `%${at}  ${node.op}  \u2022  ${node.type}  \u2022  ${node.gradient ? "gradient" : "forward"}`),
        place(node.line === undefined ? undefined : view.page.lines[node.line]),
        node.values ? statistics(node.values) : undefined,
        node.micros === undefined ? undefined : element("p", {}, `Its instruction takes ${short(node.micros)} \u00b5s.`),
        adjoint === undefined ? undefined : element("p", {}, isAdjoint ? "It is the adjoint of " : "Its adjoint is ", way(view, adjoint)),
        list(view, "Comes from", node.in),
        list(view, "Used by", view.users?.[at] ?? []),
    ];
}

/** @param {Selection} view @param {number} node */
function way(view, node) {
    return button(view.graph.nodes[node].name ?? view.graph.nodes[node].label, () => view.visit(node), { class: "go" });
}

/**
 * @param {Selection} view
 * @param {string} title
 * @param {number[]} nodes
 */
function list(view, title, nodes) {
    const shown = nodes.slice(0, MOST_LISTED);
    return nodes.length === 0 ? undefined : element("div", {}, element("h3", {}, title),
        element("div", { class: "gos" }, ...shown.map((node) => way(view, node))),
        nodes.length > shown.length ? element("p", { class: "note" }, `and ${nodes.length - shown.length} more`) : undefined);
}

/** @param {import("./data.js").Values} values */
function statistics(values) {
    const cells = /** @type {[string, string][]} */ ([["least", short(values.min)], ["largest", short(values.max)],
        ["mean", short(values.mean)], ["deviation", short(values.deviation)],
        ["zeros", `${values.zeros} of ${values.size}`], ["not finite", String(values.notFinite)]]);
    return element("div", { class: values.notFinite > 0 ? "values bad" : "values" },
        element("dl", {}, ...cells.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)])),
        element("p", { class: "note" }, `${values.first.map((x) => short(x, 3)).join("  ")}${values.size > values.first.length ? "  \u2026" : ""}`));
}
