// What the page is made from: the types of its data, which PageData.java writes, and reading it.

/** @typedef {{place: string, method?: string, text?: string}} Line */
/** @typedef {{columns: string[], rows: (string | number)[][]}} Table */
/**
 * @typedef {object} Values
 * @property {number} size
 * @property {number} min
 * @property {number} max
 * @property {number} mean
 * @property {number} deviation
 * @property {number} zeros
 * @property {number} notFinite
 * @property {number[]} first
 */
/**
 * @typedef {object} Node
 * @property {string} op
 * @property {string} label
 * @property {string} type
 * @property {string} [name]
 * @property {number} [line]
 * @property {number[]} in
 * @property {string} kind
 * @property {boolean} [inLabel]
 * @property {boolean} [gradient]
 * @property {number} [adjoint]
 * @property {Values} [values]
 * @property {number} [micros]
 */
/** @typedef {{node: number, name: string, math: string}} Root */
/** @typedef {{name: string, note: string, nodes: Node[], roots: Root[], formulas: string, text: string}} Graph */
/** @typedef {{point: string, before: string, beforeValue: string, after: string, afterValue: string}} Witness */
/**
 * @typedef {object} Rule
 * @property {string} name
 * @property {string} phase
 * @property {string} formula
 * @property {string} [condition]
 * @property {string} reason
 * @property {Witness} [witness]
 */
/** @typedef {{label: string, in: number[], kind: string, side: "before" | "after" | "kept"}} Part */
/**
 * @typedef {object} Firing
 * @property {number} rule
 * @property {number} [line]
 * @property {Part[]} nodes
 * @property {number} before
 * @property {number} after
 * @property {string} mathBefore
 * @property {string} mathAfter
 * @property {string[]} letters
 * @property {number} [difference]
 */
/** @typedef {{rules: Rule[], firings: Firing[], all: number, merged: number}} Story */
/** @typedef {{line?: number, what: string, danger: string, cure: string}} Danger */
/**
 * @typedef {object} Operation
 * @property {string} op
 * @property {string} label
 * @property {number[]} shape
 * @property {string} dtype
 * @property {number[]} in
 * @property {string} [symbol]
 * @property {string} name
 * @property {number} [line]
 * @property {number[]} [value]
 * @property {boolean} [given]
 * @property {number} [adjoint]
 */
/** @typedef {{node: number, math: string, forward?: string, theorems: number[], words: string}} Step */
/** @typedef {{op: string, statement: string, cotangents: string[]}} Theorem */
/**
 * @typedef {object} Lesson
 * @property {Operation[]} nodes
 * @property {number} loss
 * @property {Step[]} steps
 * @property {Theorem[]} theorems
 * @property {number[]} variables
 * @property {string} sizes
 * @property {string} [notPlayed]
 */
/** @typedef {{node: string, line?: number, norms: number[], cosines: number[], edits: string[]}} Effect */
/** @typedef {{policies: string[], rules: string[], table: Table, effects: Effect[]}} Comparison */
/** @typedef {{label: string, line?: number, flops: number, bytes: number, micros?: number}} Instruction */
/** @typedef {{name: string, bytes: number, lives: {name: string, from: number, to: number}[]}} Buffer */
/**
 * @typedef {object} Timeline
 * @property {string} memory
 * @property {string} text
 * @property {Instruction[]} instructions
 * @property {Buffer[]} buffers
 * @property {string} note
 */
/**
 * @typedef {object} Page
 * @property {string} title
 * @property {string[]} verdict
 * @property {Line[]} lines
 * @property {Graph[]} stages
 * @property {Table} costs
 * @property {Story} story
 * @property {Table} [rescued]
 * @property {Danger[]} dangers
 * @property {Lesson} [lesson]
 * @property {Comparison} [comparison]
 * @property {Timeline} plan
 */

const WORDS = new Map([["NaN", NaN], ["Infinity", Infinity], ["-Infinity", -Infinity]]);
const NUMBERS = new Set(["min", "max", "mean", "deviation", "difference", "first", "value", "norms", "cosines", "micros"]);

/**
 * Turns words that stand for numbers back into them.
 * @param {string} text
 * @returns {Page}
 */
export function readPage(text) {
    return JSON.parse(text, (key, value) => {
        if (!NUMBERS.has(key)) {
            return value;
        }
        return Array.isArray(value) ? value.map(number) : number(value);
    });
}

/** @param {any} value */
function number(value) {
    return WORDS.get(value) ?? value;
}

/**
 * A number in few digits, with a true minus sign.
 * @param {number} value
 * @param {number} [digits]
 */
export function short(value, digits = 4) {
    if (!Number.isFinite(value)) {
        return Number.isNaN(value) ? "NaN" : value > 0 ? "\u221e" : "\u2212\u221e";
    }
    const size = Math.abs(value);
    const text = size !== 0 && (size < 1e-3 || size >= 1e6)
        ? value.toExponential(digits - 2)
        : String(Number(value.toPrecision(digits)));
    return text.replace("e+", "e").replaceAll("-", "\u2212");
}
