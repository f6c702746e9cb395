// A small engine that computes graphs in the page, with the ops' own meaning. What it lacks, it says.

/** @typedef {{shape: number[], data: Float64Array}} Value */
/** @typedef {{op: string, label: string, shape: number[], dtype: string, in: number[], value?: number[]}} Operation */

/** @type {Record<string, (x: number, y: number, z: number) => number>} */
const ELEMENTWISE = {
    add: (x, y) => x + y,
    sub: (x, y) => x - y,
    mul: (x, y) => x * y,
    div: (x, y) => x / y,
    neg: (x) => -x,
    abs: Math.abs,
    sign: (x) => (x > 0 ? 1 : x < 0 ? -1 : x),
    sqrt: Math.sqrt,
    pow: (x, y) => (y === 0 ? 1 : x ** y),
    floor: Math.floor,
    ceil: Math.ceil,
    round: halfEven,
    relu: (x) => (Number.isNaN(x) ? x : Math.max(0, x)),
    maximum: (x, y) => Math.max(x, y),
    minimum: (x, y) => Math.min(x, y),
    clip: (x, low, high) => Math.min(Math.max(x, low), high),
    where: (condition, x, y) => (condition !== 0 ? x : y),
    exp: Math.exp,
    expm1: Math.expm1,
    log: Math.log,
    log1p: Math.log1p,
    log2: Math.log2,
    log10: Math.log10,
    sin: Math.sin,
    cos: Math.cos,
    tan: Math.tan,
    asin: Math.asin,
    acos: Math.acos,
    atan: Math.atan,
    atan2: Math.atan2,
    sinh: Math.sinh,
    cosh: Math.cosh,
    tanh: Math.tanh,
    asinh: Math.asinh,
    acosh: Math.acosh,
    atanh: Math.atanh,
    sigmoid: (x) => {
        const e = Math.exp(-Math.abs(x));
        return (x >= 0 ? 1 : e) / (1 + e);
    },
    softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
    log1mexp: (x) => (x > -Math.LN2 ? Math.log(-Math.expm1(x)) : Math.log1p(-Math.exp(x))),
    logaddexp: (a, b) => {
        const high = Math.max(a, b);
        return Number.isFinite(high) ? high + Math.log1p(Math.exp(-Math.abs(a - b))) : high;
    },
    xlogy: (x, y) => (x === 0 && !Number.isNaN(y) ? 0 : x * Math.log(y)),
    tanhGrad: (g, y) => g * (1 - y) * (1 + y),
    lt: (x, y) => Number(x < y),
    le: (x, y) => Number(x <= y),
    gt: (x, y) => Number(x > y),
    ge: (x, y) => Number(x >= y),
    eq: (x, y) => Number(x === y),
    ne: (x, y) => Number(x !== y),
    isNaN: (x) => Number(Number.isNaN(x)),
    and: (x, y) => Number(x !== 0 && y !== 0),
    or: (x, y) => Number(x !== 0 || y !== 0),
    xor: (x, y) => Number((x !== 0) !== (y !== 0)),
    not: (x) => Number(x === 0),
    considerConstant: (x) => x,
    mark: (x) => x,
};

/** Ops that make one number of a group. @type {Record<string, (group: number[]) => number>} */
const REDUCTIONS = {
    sum: (group) => group.reduce((sum, x) => sum + x, 0),
    prod: (group) => group.reduce((product, x) => product * x, 1),
    max: (group) => Math.max(...group),
    min: (group) => Math.min(...group),
    norm: (group) => Math.hypot(...group),
    argmax: (group) => {
        const nan = group.findIndex(Number.isNaN);
        return nan >= 0 ? nan : group.indexOf(Math.max(...group));
    },
    logSumExp,
};

/** Ops that make a group of a group. @type {Record<string, (group: number[]) => number[]>} */
const NORMALISATIONS = {
    softmax: (group) => {
        const log = logSumExp(group);
        const most = Math.max(...group);
        const sum = group.reduce((all, x) => all + Math.exp(x - most), 0);
        return group.map((x) => (log === -Infinity ? 0 : Math.exp(x - most) / sum));
    },
    logSoftmax: (group) => {
        const log = logSumExp(group);
        return group.map((x) => (log === -Infinity ? log : x - log));
    },
};

/** Ops that move elements or take several groups. @type {Record<string, (op: Operation, inputs: Value[]) => number[]>} */
const OTHERS = {
    power: (op, [x]) => {
        const exponent = Number(attributes(op.label)[0]);
        return Array.from(x.data, (base) => (exponent === 0 ? 1 : base ** exponent));
    },
    cast: (op, [x]) => Array.from(x.data, (value) => cast(value, op.dtype)),
    reshape: (_, [x]) => [...x.data],
    expand: (_, [x]) => [...x.data],
    squeeze: (_, [x]) => [...x.data],
    broadcastTo: (op, [x]) => broadcast(x, op.shape),
    transpose: (op, [x]) => {
        const order = attributes(op.label).map(Number);
        const strides = stridesOf(x.shape);
        return gathered(x, op.shape, 0, order.map((axis) => strides[axis]));
    },
    dot: (op, [a, b]) => dot(op, a, b),
    concat: (op, parts) => {
        const axis = axesOf(op)[0];
        const inner = product(op.shape.slice(axis + 1));
        const outer = product(op.shape.slice(0, axis));
        const result = [];
        for (let o = 0; o < outer; o++) {
            for (const part of parts) {
                const run = part.shape[axis] * inner;
                result.push(...part.data.subarray(o * run, (o + 1) * run));
            }
        }
        return result;
    },
    slice: (op, [x]) => {
        const [offset, strides] = sliced(op, x.shape);
        return gathered(x, op.shape, offset, strides);
    },
    unslice: (op, [x]) => {
        const [offset, strides] = sliced(op, op.shape);
        const result = new Array(product(op.shape)).fill(0);
        eachPlace(x.shape, offset, strides, (place, i) => {
            result[place] = x.data[i];
        });
        return result;
    },
    cumsum: (op, [x]) => {
        const reversed = op.label.includes("reversed");
        return grouped(x, axesOf(op), (group) => {
            const order = reversed ? group.slice().reverse() : group;
            let sum = 0;
            const sums = order.map((value) => (sum += value));
            return reversed ? sums.reverse() : sums;
        });
    },
    weightedLogSumExp: (op, [x, w]) => {
        const weights = groupsOf(w, axesOf(op));
        return groupsOf(x, axesOf(op)).map((group, i) =>
            logSumExp(group.map((place) => x.data[place]), weights[i].map((place) => w.data[place])));
    },
};

/** Whether the engine can compute an op. @param {Operation} op */
export function computes(op) {
    return op.value !== undefined || [ELEMENTWISE, REDUCTIONS, NORMALISATIONS, OTHERS].some((table) => Object.hasOwn(table, op.op));
}

/**
 * The value of every node, in order.
 * @param {Operation[]} ops inputs before their users
 * @param {Map<number, number[]>} [given] values that stand in place of those of leaves
 * @param {Map<number, (value: number) => number>} [edits] what is done to the entries of a node
 * @returns {Value[]}
 */
export function evaluate(ops, given = new Map(), edits = new Map()) {
    /** @type {Value[]} */
    const values = [];
    ops.forEach((op, i) => {
        const leaf = given.get(i) ?? op.value;
        const value = leaf ? { shape: op.shape, data: Float64Array.from(leaf) } : apply(op, op.in.map((input) => values[input]));
        const edit = edits.get(i);
        values.push(edit ? { shape: value.shape, data: value.data.map(edit) } : value);
    });
    return values;
}

/**
 * One op on the values of its inputs.
 * @param {Operation} op
 * @param {Value[]} inputs
 * @returns {Value}
 */
export function apply(op, inputs) {
    const numbers = compute(op, inputs);
    const data = Float64Array.from(numbers);
    return { shape: op.shape, data: op.dtype === "float32" ? data.map(Math.fround) : data };
}

/**
 * @param {Operation} op
 * @param {Value[]} inputs
 * @returns {number[]}
 */
function compute(op, inputs) {
    if (Object.hasOwn(ELEMENTWISE, op.op)) {
        const [x, y, z] = inputs.map((input) => broadcast(input, op.shape));
        const f = ELEMENTWISE[op.op];
        return x.map((value, i) => f(value, y?.[i], z?.[i]));
    }
    if (Object.hasOwn(REDUCTIONS, op.op)) {
        const [x] = inputs;
        return groupsOf(x, axesOf(op)).map((group) => REDUCTIONS[op.op](group.map((place) => x.data[place])));
    }
    if (Object.hasOwn(NORMALISATIONS, op.op)) {
        return grouped(inputs[0], axesOf(op), NORMALISATIONS[op.op]);
    }
    if (Object.hasOwn(OTHERS, op.op)) {
        return OTHERS[op.op](op, inputs);
    }
    throw new Error(`the page cannot compute ${op.label}`);
}

/** What stands in the brackets of a label. @param {string} label */
function attributes(label) {
    const inside = /\[(.*)\]$/.exec(label);
    return inside ? inside[1].split(/, */) : [];
}

/** A named attribute. @param {string} label @param {string} name @param {number} otherwise */
function attribute(label, name, otherwise) {
    const found = new RegExp(`[\\[ ]${name}=(-?\\d+)[,\\]]`).exec(label);
    return found ? Number(found[1]) : otherwise;
}

/** @param {Operation} op */
function axesOf(op) {
    const found = /\[axis=([\d,]*)/.exec(op.label);
    return found && found[1] !== "" ? found[1].split(",").filter((axis) => axis !== "").map(Number) : [];
}

/** @param {number[]} shape */
function product(shape) {
    return shape.reduce((size, dim) => size * dim, 1);
}

/** @param {number[]} shape */
function stridesOf(shape) {
    const strides = new Array(shape.length).fill(1);
    for (let axis = shape.length - 2; axis >= 0; axis--) {
        strides[axis] = strides[axis + 1] * shape[axis + 1];
    }
    return strides;
}

/**
 * Calls an action with the place of each element of a shape, in order.
 * @param {number[]} shape
 * @param {number} offset
 * @param {number[]} strides
 * @param {(place: number, i: number) => void} action
 */
function eachPlace(shape, offset, strides, action) {
    const index = new Array(shape.length).fill(0);
    const size = product(shape);
    let place = offset;
    for (let i = 0; i < size; i++) {
        action(place, i);
        for (let axis = shape.length - 1; axis >= 0; axis--) {
            place += strides[axis];
            if (++index[axis] < shape[axis]) {
                break;
            }
            place -= strides[axis] * shape[axis];
            index[axis] = 0;
        }
    }
}

/** @param {Value} x @param {number[]} shape @param {number} offset @param {number[]} strides */
function gathered(x, shape, offset, strides) {
    const result = new Array(product(shape));
    eachPlace(shape, offset, strides, (place, i) => {
        result[i] = x.data[place];
    });
    return result;
}

/** @param {Value} x @param {number[]} shape */
function broadcast(x, shape) {
    const own = stridesOf(x.shape);
    const missing = shape.length - x.shape.length;
    return gathered(x, shape, 0, shape.map((_, axis) =>
        (axis < missing || x.shape[axis - missing] === 1 ? 0 : own[axis - missing])));
}

/** The places of the elements of each group along some axes. @param {Value} x @param {number[]} axes */
function groupsOf(x, axes) {
    const strides = stridesOf(x.shape);
    const rest = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
    /** @type {number[][]} */
    const groups = [];
    eachPlace(rest.map((axis) => x.shape[axis]), 0, rest.map((axis) => strides[axis]), (start) => {
        /** @type {number[]} */
        const group = [];
        eachPlace(axes.map((axis) => x.shape[axis]), start, axes.map((axis) => strides[axis]), (place) => group.push(place));
        groups.push(group);
    });
    return groups;
}

/** @param {Value} x @param {number[]} axes @param {(group: number[]) => number[]} f */
function grouped(x, axes, f) {
    const result = new Array(x.data.length);
    for (const group of groupsOf(x, axes)) {
        f(group.map((place) => x.data[place])).forEach((value, k) => {
            result[group[k]] = value;
        });
    }
    return result;
}

/** @param {Operation} op @param {number[]} full @returns {[number, number[]]} */
function sliced(op, full) {
    const axis = axesOf(op)[0];
    const strides = stridesOf(full);
    const start = attribute(op.label, "start", NaN);
    const first = start < 0 ? start + full[axis] : start;
    const offset = first * strides[axis];
    strides[axis] *= attribute(op.label, "step", 1);
    return [offset, strides];
}

/** Which matrix of a factor product p takes; batch axes of size 1 broadcast. @param {number} p @param {number[]} factor @param {number[]} shape */
function matrixAt(p, factor, shape) {
    let place = 0;
    let stride = 1;
    for (let axis = shape.length - 3; axis >= 0; axis--) {
        place += factor[axis] === 1 ? 0 : (p % shape[axis]) * stride;
        stride *= factor[axis];
        p = Math.floor(p / shape[axis]);
    }
    return place;
}

/** @param {Operation} op @param {Value} a @param {Value} b */
function dot(op, a, b) {
    const [left, right] = /\[(.)(.)\]/.exec(op.label)?.slice(1) ?? ["N", "N"];
    const rank = op.shape.length;
    const m = op.shape[rank - 2];
    const n = op.shape[rank - 1];
    const k = a.shape[rank - (left === "T" ? 2 : 1)];
    const result = [];
    for (let p = 0; p < product(op.shape.slice(0, rank - 2)); p++) {
        const first = matrixAt(p, a.shape, op.shape) * m * k;
        const second = matrixAt(p, b.shape, op.shape) * k * n;
        for (let i = 0; i < m; i++) {
            for (let j = 0; j < n; j++) {
                let sum = 0;
                for (let l = 0; l < k; l++) {
                    sum += a.data[first + (left === "T" ? l * m + i : i * k + l)]
                        * b.data[second + (right === "T" ? j * k + l : l * n + j)];
                }
                result.push(sum);
            }
        }
    }
    return result;
}

/** The logarithm of a sum of exponentials. @param {number[]} group @param {number[]} [weights] */
function logSumExp(group, weights) {
    const used = group.map((x, i) => (weights && weights[i] === 0 && x < Infinity ? -Infinity : x));
    const most = Math.max(...used);
    if (!Number.isFinite(most)) {
        return most;
    }
    return most + Math.log(used.reduce((sum, x, i) => sum + (weights?.[i] ?? 1) * Math.exp(x - most), 0));
}

/** @param {number} x */
function halfEven(x) {
    const low = Math.floor(x);
    const rest = x - low;
    return rest < 0.5 || rest === 0.5 && low % 2 === 0 ? low : low + 1;
}

/** @param {number} value @param {string} dtype */
function cast(value, dtype) {
    return dtype === "bool" ? Number(value !== 0) : dtype === "int32" ? Math.trunc(value) | 0 : value;
}
