// The graph: found, folded, followed, and looked at node by node.
import { short } from "./data.js";
import { detailsOf } from "./details.js";
import { button, element, fill, formula } from "./dom.js";
import { fold, reached, usersOf } from "./fold.js";
import { layered } from "./layout.js";
import { Drawing, boxMarkup, curve, sideways, textWidth } from "./drawing.js";

const HEIGHT = 40;
const LAYER = 78;
const GAP = 22;
const LONGEST_LABEL = 26;
const COLUMN_GAP = 120;
const MOST_CROSSING = 90;
const HELP = "Arrow keys go to inputs, users and neighbours; a to the adjoint; Enter unfolds; plus, minus and 0 zoom.";

/** @typedef {import("./fold.js").Box & {x: number, y: number, width: number, label: string}} Drawn */

/** The view of a graph. */
export class GraphView {
    /** @param {import("./data.js").Page} page */
    constructor(page) {
        this.page = page;
        this.stage = 0;
        /** @type {import("./fold.js").Mode} */
        this.mode = "auto";
        /** @type {Set<number>} */
        this.open = new Set();
        this.chosen = -1;
        /** @type {Drawn[]} */
        this.boxes = [];
        this.drawing = new Drawing("The graph", HELP);
        this.details = element("aside", { class: "details", "aria-live": "polite", "aria-label": "Details" });
        this.found = element("span", { class: "note", role: "status" });
        this.root = element("div", { class: "split" },
            element("div", { class: "main" }, this.controls(), this.drawing.holder, this.legend()), this.details);
        this.drawing.svg.addEventListener("click", (event) => this.clicked(event));
        this.drawing.svg.addEventListener("dblclick", () => this.toggle());
        this.drawing.svg.addEventListener("keydown", (event) => this.key(event));
    }

    get graph() {
        return this.page.stages[this.stage];
    }

    controls() {
        const stages = element("div", { class: "segments", role: "group", "aria-label": "Stage" },
            ...this.page.stages.map((stage, i) => button(stage.name, () => this.choose(i), {
                "aria-pressed": String(i === 0), title: stage.note })));
        this.search = /** @type {HTMLInputElement} */ (element("input", {
            type: "search", placeholder: "Search name, op, type or line  /", "aria-label": "Search nodes",
            input: () => this.find(), keydown: (event) => event.key === "Enter" && this.next() }));
        const modes = element("select", { "aria-label": "Fold", change: (event) => this.fold(event.target.value) },
            element("option", { value: "auto" }, "fold as needed"), element("option", { value: "none" }, "every node"),
            element("option", { value: "line" }, "fold by line"), element("option", { value: "name" }, "fold by name"));
        return element("div", { class: "bar" }, stages, this.search, this.found, modes,
            button("\u2212", () => this.drawing.zoom(0.8), { "aria-label": "Smaller" }),
            button("+", () => this.drawing.zoom(1.25), { "aria-label": "Larger" }),
            button("Fit", () => this.drawing.fit()));
    }

    legend() {
        const kinds = [...new Set(this.page.stages.flatMap((stage) => stage.nodes.map((node) => node.kind)))];
        const hasGradient = this.page.stages.some((stage) => stage.nodes.some((node) => node.gradient));
        return element("p", { class: "legend" },
            ...kinds.map((kind) => element("span", { class: `key kind-${kind}` }, kind)),
            hasGradient ? element("span", { class: "key isgradient" }, "gradient, which flows upwards") : undefined,
            hasGradient ? element("span", { class: "key isadjoint" }, "from a node to its adjoint") : undefined);
    }

    /** Draws for the first time. */
    start() {
        this.draw();
        this.select(this.graph.roots[0].node, false, true);
        this.home();
    }

    home() {
        const box = this.boxOf(this.graph.roots[0].node);
        this.drawing.begin(box ? box.x : 0, box ? box.y : 0, 0.86);
    }

    /** @param {number} stage */
    choose(stage) {
        this.stage = stage;
        this.open.clear();
        this.root.querySelectorAll(".segments button").forEach((other, i) =>
            other.setAttribute("aria-pressed", String(i === stage)));
        this.start();
        this.find();
    }

    /** @param {import("./fold.js").Mode} mode */
    fold(mode) {
        this.mode = mode;
        this.open.clear();
        this.draw();
        this.select(this.chosen, false);
        this.home();
    }

    /** @param {import("./fold.js").Box} box */
    labelOf(box) {
        const node = this.graph.nodes[box.head];
        const results = this.graph.roots.filter((root) => root.node === box.head && root.name !== node.name);
        const words = node.label.replace(/(\d\.\d{4})\d+/g, "$1\u2026");
        const label = results.length > 0 ? results.map((root) => root.name).join(", ") : words;
        const more = box.members.length > 1 ? ` \u22ef ${box.members.length}` : "";
        return (label.length > LONGEST_LABEL ? `${label.slice(0, LONGEST_LABEL - 1)}\u2026` : label) + more;
    }

    /** The value where there is one, else the type. @param {import("./fold.js").Box} box */
    detailOf(box) {
        const { type, values } = this.graph.nodes[box.head];
        if (!values) {
            return type.replace(/^float64(?=\[)/, "");
        }
        return values.size === 1 ? short(values.first[0]) : `${short(values.min, 3)} \u2026 ${short(values.max, 3)}`;
    }

    draw() {
        this.users = usersOf(this.graph.nodes);
        this.boxes = fold(this.graph, this.mode, this.open).map((box) => {
            const label = this.labelOf(box);
            const width = Math.max(64, textWidth(label) + 26, 0.82 * textWidth(this.detailOf(box)) + 20);
            return { ...box, x: 0, y: 0, label, width };
        });
        /** @type {Map<number, number>} */
        this.holding = new Map();
        this.boxes.forEach((box, i) => box.members.forEach((node) => this.holding?.set(node, i)));
        const [width, height, bends] = this.arrange();
        const edges = this.edges(bends);
        const boxes = this.boxes.map((box, i) => this.box(box, i)).join("");
        this.drawing.show(`<g class="edges">${edges}</g><g id="links"></g><g>${boxes}</g>`, width, height);
    }

    /**
     * Forward nodes in one column from top to bottom, those of the gradient in another from bottom to top.
     * @returns {[number, number, Map<string, number[]>]}
     */
    arrange() {
        const bends = new Map();
        const columns = [false, true].map((gradient) => {
            const places = this.boxes.flatMap((box, i) => (box.gradient === gradient ? [i] : []));
            const local = new Map(places.map((place, at) => [place, at]));
            const layout = layered(places.map((place) => ({
                width: this.boxes[place].width,
                inputs: this.boxes[place].inputs.flatMap((input) => local.get(input) ?? []),
            })), GAP);
            return { gradient, places, layout };
        });
        const layers = Math.max(...columns.map((column) => column.layout.layers));
        let left = 0;
        for (const { gradient, places, layout } of columns) {
            places.forEach((place, at) => {
                this.boxes[place].x = left + layout.x[at];
                this.boxes[place].y = LAYER * (gradient ? layers - 1 - layout.rank[at] : layout.rank[at] + layers - layout.layers)
                    + HEIGHT / 2;
            });
            layout.bends.forEach((xs, key) => {
                const [from, to] = key.split(" ").map((at) => places[Number(at)]);
                bends.set(`${from} ${to}`, xs.map((x) => x + left));
            });
            left += places.length > 0 ? layout.width + COLUMN_GAP : 0;
        }
        return [Math.max(0, left - COLUMN_GAP), layers * LAYER - LAYER + HEIGHT, bends];
    }

    /** @param {Map<string, number[]>} bends */
    edges(bends) {
        let inner = "";
        let crossing = "";
        let crossings = 0;
        this.boxes.forEach((box, i) => {
            for (const input of box.inputs) {
                const from = this.boxes[input];
                if (from.gradient === box.gradient) {
                    inner += this.edge(input, i, bends.get(`${input} ${i}`) ?? []);
                } else {
                    crossings++;
                    crossing += this.edge(input, i, []);
                }
            }
        });
        return inner + (crossings <= MOST_CROSSING ? crossing : "");
    }

    /**
     * @param {number} from
     * @param {number} to
     * @param {number[]} bends
     */
    edge(from, to, bends) {
        const a = this.boxes[from];
        const b = this.boxes[to];
        const across = a.gradient !== b.gradient;
        const kind = b.gradient ? "gradient" : "edge";
        const direction = b.y >= a.y ? 1 : -1;
        const step = (b.y - a.y) / (bends.length + 1);
        const path = across
            ? sideways(a, b)
            : curve([[a.x, a.y + direction * HEIGHT / 2],
                ...bends.map((x, k) => /** @type {[number, number]} */ ([x, a.y + step * (k + 1)])),
                [b.x, b.y - direction * (HEIGHT / 2 + 1)]]);
        return `<path class="${kind}${across ? " across" : ""}" data-ends="${from} ${to}" d="${path}" marker-end="url(#head-${kind})"/>`;
    }

    /**
     * @param {Drawn} box
     * @param {number} i
     */
    box(box, i) {
        const node = this.graph.nodes[box.head];
        const result = this.graph.roots.some((root) => root.node === box.head);
        const bad = node.values && node.values.notFinite > 0 ? " bad" : "";
        const classes = `kind-${node.kind}${box.gradient ? " gradient" : ""}${result ? " result" : ""}${bad}`
            + (box.members.length > 1 ? " folded" : "");
        return boxMarkup(`n${i}`, classes, { x: box.x, y: box.y, width: box.width, height: HEIGHT }, box.label, this.detailOf(box));
    }

    /** @param {MouseEvent} event */
    clicked(event) {
        const box = /** @type {Element} */ (event.target).closest("g.box");
        if (box && !this.drawing.moved) {
            this.select(this.boxes[Number(box.id.slice(1))].head, false);
        }
    }

    /** @param {number} node */
    boxOf(node) {
        const at = this.holding?.get(node);
        return at === undefined ? undefined : this.boxes[at];
    }

    /**
     * Shows a node's details, and all that it comes from and that depends on it.
     * @param {number} node
     * @param {boolean} [moving] whether the picture moves to it
     * @param {boolean} [quiet] whether all else stays as bright as it is
     */
    select(node, moving = true, quiet = false) {
        this.chosen = node;
        const at = this.holding?.get(node);
        if (at === undefined) {
            return;
        }
        const up = reached(at, (box) => this.boxes[box].inputs);
        const usersOfBox = usersOf(this.boxes.map((box) => ({ in: box.inputs })));
        const down = reached(at, (box) => usersOfBox[box]);
        const scene = this.drawing.scene;
        scene.classList.toggle("choosing", !quiet);
        scene.querySelectorAll("g.box").forEach((box, i) => {
            box.classList.toggle("chosen", i === at);
            box.classList.toggle("up", up.has(i));
            box.classList.toggle("down", down.has(i));
        });
        scene.querySelectorAll("path[data-ends]").forEach((path) => {
            const [from, to] = (path.getAttribute("data-ends") ?? "").split(" ").map(Number);
            path.classList.toggle("up", up.has(from) && (up.has(to) || to === at));
            path.classList.toggle("down", down.has(to) && (down.has(from) || from === at));
        });
        this.link(node, at);
        this.detail(node);
        if (moving) {
            this.drawing.reveal(this.boxes[at].x, this.boxes[at].y);
        }
    }

    /**
     * Draws what belongs to the chosen node only: the edge to its adjoint, and edges to the other column.
     * @param {number} node
     * @param {number} at
     */
    link(node, at) {
        const links = /** @type {Element} */ (this.drawing.scene.querySelector("#links"));
        const box = this.boxes[at];
        const others = this.boxes.flatMap((other, i) =>
            other.gradient !== box.gradient && (other.inputs.includes(at) || box.inputs.includes(i)) ? [i] : []);
        const adjoint = this.adjointOf(node);
        const target = adjoint === undefined ? undefined : this.boxOf(adjoint);
        links.innerHTML = others.slice(0, MOST_CROSSING).map((i) =>
            box.gradient ? this.edge(i, at, []) : this.edge(at, i, [])).join("")
            + (target ? `<path class="adjoint" d="${sideways(box, target)}" marker-end="url(#head-adjoint)"/>` : "");
    }

    /** @param {number} node its adjoint, or what it is the adjoint of */
    adjointOf(node) {
        const of = this.graph.nodes.findIndex((other) => other.adjoint === node);
        return this.graph.nodes[node].adjoint ?? (of >= 0 ? of : undefined);
    }

    /** @param {number} at */
    detail(at) {
        const box = this.boxOf(at);
        fill(this.details, ...detailsOf(this, at),
            box && box.members.length > 1 ? button(`Unfold ${box.members.length} nodes`, () => this.toggle()) : undefined,
            this.open.size > 0 ? button("Fold all again", () => this.fold(this.mode)) : undefined,
            element("details", {}, element("summary", {}, "Results as formulas"), formula(this.graph.formulas)));
    }

    /**
     * Selects a node wherever it is folded.
     * @param {number} node
     */
    visit(node) {
        const box = this.boxOf(node);
        this.select(box ? node : this.chosen);
    }

    toggle() {
        const box = this.boxOf(this.chosen);
        if (box && box.members.length > 1) {
            this.open.add(box.head);
            this.draw();
            this.select(this.chosen);
        }
    }

    find() {
        const words = this.search?.value.trim().toLowerCase() ?? "";
        this.hits = words === "" ? [] : this.graph.nodes.flatMap((node, i) =>
            this.holding?.has(i) && this.text(node, i).includes(words) ? [i] : []);
        this.hits.sort((a, b) => Number(this.isCalled(b, words)) - Number(this.isCalled(a, words)));
        const boxes = new Set(this.hits.map((node) => this.holding?.get(node)));
        this.drawing.scene.querySelectorAll("g.box").forEach((box, i) => box.classList.toggle("hit", boxes.has(i)));
        this.found.textContent = words === "" ? "" : this.hits.length === 1 ? "1 node" : `${this.hits.length} nodes`;
        this.hit = -1;
    }

    /** @param {number} i @param {string} words */
    isCalled(i, words) {
        return this.graph.nodes[i].name?.toLowerCase() === words;
    }

    /**
     * @param {import("./data.js").Node} node
     * @param {number} i
     */
    text(node, i) {
        const line = node.line === undefined ? undefined : this.page.lines[node.line];
        const names = this.graph.roots.filter((root) => root.node === i).map((root) => root.name);
        return [node.label, node.name, node.op, node.type, line?.place, ...names].join(" ").toLowerCase();
    }

    next() {
        if (this.hits && this.hits.length > 0) {
            this.hit = ((this.hit ?? -1) + 1) % this.hits.length;
            this.select(this.hits[this.hit]);
        }
    }

    /** @param {KeyboardEvent} event */
    key(event) {
        const actions = /** @type {Record<string, () => void>} */ ({
            ArrowUp: () => this.step(this.graph.nodes[this.chosen].gradient ? this.users?.[this.chosen] : this.graph.nodes[this.chosen].in),
            ArrowDown: () => this.step(this.graph.nodes[this.chosen].gradient ? this.graph.nodes[this.chosen].in : this.users?.[this.chosen]),
            ArrowLeft: () => this.beside(-1),
            ArrowRight: () => this.beside(1),
            a: () => this.step([this.adjointOf(this.chosen) ?? -1]),
            Enter: () => this.toggle(),
            "+": () => this.drawing.zoom(1.25),
            "-": () => this.drawing.zoom(0.8),
            0: () => this.drawing.fit(),
        });
        const action = actions[event.key];
        if (action && !event.ctrlKey && !event.metaKey) {
            event.preventDefault();
            action();
        }
    }

    /** @param {number[] | undefined} nodes the first of which that has a box of its own is selected */
    step(nodes) {
        const here = this.holding?.get(this.chosen);
        const next = nodes?.find((node) => this.holding?.has(node) && this.holding.get(node) !== here);
        if (next !== undefined) {
            this.select(this.boxOf(next)?.head ?? next);
        }
    }

    /** @param {number} direction */
    beside(direction) {
        const box = this.boxOf(this.chosen);
        const row = this.boxes.filter((other) => box && Math.abs(other.y - box.y) < 1).sort((a, b) => a.x - b.x);
        const next = box && row[row.indexOf(box) + direction];
        if (next) {
            this.select(next.head);
        }
    }
}
