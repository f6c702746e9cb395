// Folding a graph to fewer boxes. A node joins the box of its users where all of them are in one box; so what leaves a box
// comes from a single node, its head, and boxes have no cycle.

/**
 * @typedef {object} Box
 * @property {number} head
 * @property {number[]} members
 * @property {number[]} inputs places of other boxes, all before this one
 * @property {boolean} gradient
 */
/** @typedef {"auto" | "none" | "line" | "name"} Mode */

const LARGEST = 60;
const MOST_PLAIN = 150;
const MOST_LINES = 400;

/**
 * @param {import("./data.js").Graph} graph
 * @param {Mode} mode
 * @param {Set<number>} open heads whose box is to be left apart
 * @returns {Box[]}
 */
export function fold(graph, mode, open) {
    if (mode !== "auto") {
        return folded(graph, mode, open);
    }
    const drawn = graph.nodes.filter((node) => !node.inLabel).length;
    if (drawn <= MOST_PLAIN) {
        return folded(graph, "none", open);
    }
    const byLine = folded(graph, "line", open);
    return byLine.length <= MOST_LINES ? byLine : folded(graph, "name", open);
}

/**
 * @param {import("./data.js").Graph} graph
 * @param {Mode} mode
 * @param {Set<number>} open
 */
function folded(graph, mode, open) {
    const { nodes } = graph;
    const users = usersOf(nodes);
    const roots = new Set(graph.roots.map((root) => root.node));
    const head = new Int32Array(nodes.length);
    const size = new Int32Array(nodes.length);
    for (let i = nodes.length - 1; i >= 0; i--) {
        const first = users[i].length > 0 ? head[users[i][0]] : -1;
        const joins = mode !== "none" && first >= 0 && !roots.has(i) && !nodes[i].inLabel
            && size[first] < LARGEST && !open.has(first)
            && users[i].every((user) => head[user] === first)
            && belongs(nodes[i], nodes[first], mode);
        head[i] = joins ? first : i;
        size[head[i]]++;
    }
    return boxesOf(nodes, head);
}

/**
 * @param {import("./data.js").Node} node
 * @param {import("./data.js").Node} head
 * @param {Mode} mode
 */
function belongs(node, head, mode) {
    if (node.name !== undefined || Boolean(node.gradient) !== Boolean(head.gradient)) {
        return false;
    }
    return mode === "name" || node.line === head.line;
}

/**
 * @param {import("./data.js").Node[]} nodes
 * @param {Int32Array} head
 */
function boxesOf(nodes, head) {
    /** @type {Map<number, number[]>} */
    const members = new Map();
    nodes.forEach((node, i) => {
        if (!node.inLabel) {
            const group = members.get(head[i]);
            if (group) {
                group.push(i);
            } else {
                members.set(head[i], [i]);
            }
        }
    });
    const order = [...members.keys()].sort((a, b) => a - b);
    const places = new Map(order.map((node, at) => [node, at]));
    return order.map((node) => {
        const inside = /** @type {number[]} */ (members.get(node));
        const inputs = new Set();
        for (const member of inside) {
            for (const input of nodes[member].in) {
                if (head[input] !== node && !nodes[input].inLabel) {
                    inputs.add(places.get(head[input]));
                }
            }
        }
        return { head: node, members: inside, inputs: [...inputs], gradient: Boolean(nodes[node].gradient) };
    });
}

/**
 * The nodes that use each node.
 * @param {{in: number[]}[]} nodes
 * @returns {number[][]}
 */
export function usersOf(nodes) {
    /** @type {number[][]} */
    const users = nodes.map(() => []);
    nodes.forEach((node, i) => new Set(node.in).forEach((input) => users[input].push(i)));
    return users;
}

/**
 * All that is reached from a place by steps, without the place itself.
 * @param {number} from
 * @param {(place: number) => number[]} next
 * @returns {Set<number>}
 */
export function reached(from, next) {
    /** @type {Set<number>} */
    const seen = new Set();
    const stack = [...next(from)];
    while (stack.length > 0) {
        const place = /** @type {number} */ (stack.pop());
        if (!seen.has(place)) {
            seen.add(place);
            stack.push(...next(place));
        }
    }
    return seen;
}
