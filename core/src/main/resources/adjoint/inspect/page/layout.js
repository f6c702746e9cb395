// Places for boxes in layers (Sugiyama, Tagawa and Toda, Methods for Visual Understanding of Hierarchical System
// Structures, 1981): few crossings by ordering layers by the mean place of neighbours, straight edges by least squares.

/** @typedef {{width: number, inputs: number[]}} Placed */
/** @typedef {{x: number[], rank: number[], layers: number, width: number, bends: Map<string, number[]>}} Places */

const ORDER_SWEEPS = 8;
const PLACE_SWEEPS = 6;
const BEND_WIDTH = 8;
const LONGEST_BENT = 6;

/**
 * The layer of each box: as high as its inputs allow, but what has no input just above its users.
 * @param {Placed[]} boxes inputs before their users
 */
export function ranksOf(boxes) {
    const rank = boxes.map(() => 0);
    const highestUser = boxes.map(() => Infinity);
    boxes.forEach((box, i) => box.inputs.forEach((input) => {
        rank[i] = Math.max(rank[i], rank[input] + 1);
    }));
    for (let i = boxes.length - 1; i >= 0; i--) {
        if (boxes[i].inputs.length <= 1 && highestUser[i] < Infinity) {
            rank[i] = highestUser[i] - 1;
        }
        boxes[i].inputs.forEach((input) => {
            highestUser[input] = Math.min(highestUser[input], rank[i]);
        });
    }
    return rank;
}

/**
 * @param {Placed[]} boxes inputs before their users
 * @param {number} gap least distance in a layer
 * @returns {Places}
 */
export function layered(boxes, gap) {
    const rank = ranksOf(boxes);
    const work = new Layers(boxes, rank, gap);
    work.order();
    work.settleAll();
    const left = work.lefts().reduce((least, x) => Math.min(least, x), 0);
    const bends = new Map();
    work.chains.forEach((chain, key) => bends.set(key, chain.map((p) => work.x[p] - left)));
    const x = boxes.map((_, i) => work.x[i] - left);
    const right = boxes.reduce((most, box, i) => Math.max(most, x[i] + box.width / 2), 0);
    return { x, rank, layers: work.layers.length, width: right, bends };
}

/** Boxes and bends in layers. */
class Layers {
    /**
     * @param {Placed[]} boxes
     * @param {number[]} rank
     * @param {number} gap
     */
    constructor(boxes, rank, gap) {
        this.boxes = boxes.length;
        this.gap = gap;
        /** @type {number[]} */
        this.width = [];
        /** @type {number[][]} */
        this.above = [];
        /** @type {number[][]} */
        this.below = [];
        /** @type {number[][]} */
        this.layers = [];
        /** @type {Map<string, number[]>} */
        this.chains = new Map();
        boxes.forEach((box, i) => this.add(box.width, rank[i]));
        boxes.forEach((box, i) => box.inputs.forEach((input) => this.connect(input, i, rank)));
        /** @type {Float64Array} */
        this.x = new Float64Array(this.width.length);
        this.position = new Int32Array(this.width.length);
    }

    /**
     * @param {number} width
     * @param {number} layer
     */
    add(width, layer) {
        this.width.push(width);
        this.above.push([]);
        this.below.push([]);
        while (this.layers.length <= layer) {
            this.layers.push([]);
        }
        this.layers[layer].push(this.width.length - 1);
        return this.width.length - 1;
    }

    /**
     * Joins two boxes by bends in the layers between; very long edges go straight and count for nothing.
     * @param {number} from
     * @param {number} to
     * @param {number[]} rank
     */
    connect(from, to, rank) {
        const span = rank[to] - rank[from];
        if (span > LONGEST_BENT) {
            return;
        }
        const chain = [];
        let last = from;
        for (let layer = rank[from] + 1; layer < rank[to]; layer++) {
            const bend = this.add(BEND_WIDTH, layer);
            chain.push(bend);
            this.link(last, bend);
            last = bend;
        }
        this.link(last, to);
        if (chain.length > 0) {
            this.chains.set(`${from} ${to}`, chain);
        }
    }

    /**
     * @param {number} upper
     * @param {number} lower
     */
    link(upper, lower) {
        this.below[upper].push(lower);
        this.above[lower].push(upper);
    }

    /** @param {number[]} layer */
    number(layer) {
        layer.forEach((p, i) => {
            this.position[p] = i;
        });
    }

    order() {
        this.layers.forEach((layer) => this.number(layer));
        let best = this.layers.map((layer) => layer.slice());
        let fewest = this.crossings();
        for (let sweep = 0; sweep < ORDER_SWEEPS && fewest > 0; sweep++) {
            const down = sweep % 2 === 0;
            const key = new Float64Array(this.width.length);
            for (let i = 1; i < this.layers.length; i++) {
                const layer = this.layers[down ? i : this.layers.length - 1 - i];
                for (const p of layer) {
                    key[p] = mean((down ? this.above : this.below)[p], this.position, this.position[p]);
                }
                layer.sort((a, b) => key[a] - key[b]);
                this.number(layer);
            }
            const crossings = this.crossings();
            if (crossings < fewest) {
                fewest = crossings;
                best = this.layers.map((layer) => layer.slice());
            }
        }
        this.layers = best;
    }

    /** Pairs of edges between neighbouring layers that cross, counted by a Fenwick tree. */
    crossings() {
        let crossings = 0;
        for (let i = 0; i + 1 < this.layers.length; i++) {
            const counts = new Int32Array(this.layers[i + 1].length + 1);
            let seen = 0;
            for (const upper of this.layers[i]) {
                for (const lower of this.below[upper]) {
                    let before = 0;
                    for (let at = this.position[lower] + 1; at > 0; at -= at & -at) {
                        before += counts[at];
                    }
                    crossings += seen - before;
                }
                for (const lower of this.below[upper]) {
                    for (let at = this.position[lower] + 1; at < counts.length; at += at & -at) {
                        counts[at]++;
                    }
                    seen++;
                }
            }
        }
        return crossings;
    }

    settleAll() {
        for (const layer of this.layers) {
            let right = 0;
            for (const p of layer) {
                this.x[p] = right + this.width[p] / 2;
                right += this.width[p] + this.gap;
            }
            layer.forEach((p) => {
                this.x[p] -= right / 2;
            });
        }
        for (let sweep = 0; sweep < PLACE_SWEEPS; sweep++) {
            const down = sweep % 2 === 0;
            for (let i = 0; i < this.layers.length; i++) {
                this.settle(this.layers[down ? i : this.layers.length - 1 - i], down ? this.above : this.below);
            }
        }
    }

    /**
     * The places nearest to the wished ones, in least squares, that keep order and distance: isotonic regression.
     * @param {number[]} layer
     * @param {number[][]} neighbours
     */
    settle(layer, neighbours) {
        const offsets = new Float64Array(layer.length);
        /** @type {{mean: number, weight: number, length: number}[]} */
        const blocks = [];
        layer.forEach((p, i) => {
            offsets[i] = i === 0 ? 0 : offsets[i - 1] + (this.width[p] + this.width[layer[i - 1]]) / 2 + this.gap;
            const near = neighbours[p];
            let block = {
                mean: this.middle(near, this.x[p]) - offsets[i],
                weight: this.stiffness(p, near.length),
                length: 1,
            };
            while (blocks.length > 0 && blocks[blocks.length - 1].mean > block.mean) {
                const last = /** @type {typeof block} */ (blocks.pop());
                const weight = last.weight + block.weight;
                block = {
                    mean: (last.mean * last.weight + block.mean * block.weight) / weight,
                    weight,
                    length: last.length + block.length,
                };
            }
            blocks.push(block);
        });
        let i = 0;
        for (const block of blocks) {
            for (const end = i + block.length; i < end; i++) {
                this.x[layer[i]] = block.mean + offsets[i];
            }
        }
    }

    /**
     * How much a place counts against its neighbours in the layer: leaves give way, bends do not.
     * @param {number} p
     * @param {number} near how many neighbours it has in the layer that pulls
     */
    stiffness(p, near) {
        if (p >= this.boxes) {
            return 4;
        }
        return near === 0 ? 0.1 : this.above[p].length === 0 ? 0.02 : 1;
    }

    /**
     * The mean place of neighbours, in which leaves hardly count: so a long chain with a leaf at each link stays upright.
     * @param {number[]} near
     * @param {number} otherwise
     */
    middle(near, otherwise) {
        let sum = 0;
        let weight = 0;
        for (const p of near) {
            const pull = this.above[p].length === 0 ? 0.02 : 1;
            sum += pull * this.x[p];
            weight += pull;
        }
        return weight === 0 ? otherwise : sum / weight;
    }

    lefts() {
        return this.layers.filter((layer) => layer.length > 0).map((layer) => this.x[layer[0]] - this.width[layer[0]] / 2);
    }
}

/**
 * @param {number[]} places
 * @param {ArrayLike<number>} values
 * @param {number} otherwise
 */
function mean(places, values, otherwise) {
    let sum = 0;
    for (const p of places) {
        sum += values[p];
    }
    return places.length === 0 ? otherwise : sum / places.length;
}
