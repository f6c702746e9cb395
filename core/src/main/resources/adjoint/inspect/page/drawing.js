// A drawing that can be moved and enlarged, and the shapes in it.
import { escaped } from "./dom.js";

/** @typedef {{x: number, y: number, width: number, height: number}} Frame */

const SMALLEST = 0.02;
const LARGEST_SCALE = 3;
const WORDS_FROM = 0.3;

/**
 * A rounded box with a label and a smaller line beneath, centred at a place.
 * @param {string} id
 * @param {string} classes
 * @param {Frame} frame with the middle as x and y
 * @param {string} label
 * @param {string} [detail]
 */
export function boxMarkup(id, classes, frame, label, detail) {
    const { x, y, width, height } = frame;
    const words = detail
        ? `<text y="-3">${escaped(label)}</text><text class="detail" y="13">${escaped(detail)}</text>`
        : `<text y="4.5">${escaped(label)}</text>`;
    return `<g id="${id}" class="box ${classes}" style="transform:translate(${x.toFixed(1)}px,${y.toFixed(1)}px)">`
        + `<rect x="${(-width / 2).toFixed(1)}" y="${-height / 2}" width="${width.toFixed(1)}" height="${height}" rx="7"/>`
        + `${words}</g>`;
}

/**
 * A smooth line through points from top to bottom or back.
 * @param {[number, number][]} points
 */
export function curve(points) {
    let path = `M${points[0][0].toFixed(1)} ${points[0][1].toFixed(1)}`;
    for (let i = 1; i < points.length; i++) {
        const [x0, y0] = points[i - 1];
        const [x1, y1] = points[i];
        const middle = (y0 + y1) / 2;
        path += `C${x0.toFixed(1)} ${middle.toFixed(1)} ${x1.toFixed(1)} ${middle.toFixed(1)} ${x1.toFixed(1)} ${y1.toFixed(1)}`;
    }
    return path;
}

/**
 * A line from the side of one box to that of another.
 * @param {{x: number, y: number, width: number}} a
 * @param {{x: number, y: number, width: number}} b
 */
export function sideways(a, b) {
    const right = b.x >= a.x ? 1 : -1;
    const x0 = a.x + right * a.width / 2;
    const x1 = b.x - right * (b.width / 2 + 1);
    const reach = Math.max(30, Math.abs(x1 - x0) / 2);
    return `M${x0.toFixed(1)} ${a.y}C${(x0 + right * reach).toFixed(1)} ${a.y} ${(x1 - right * reach).toFixed(1)} ${b.y} ${x1.toFixed(1)} ${b.y}`;
}

/** The heads of arrows. */
export const ARROWS = `<defs>${["edge", "gradient", "adjoint", "before", "after"].map((kind) =>
    `<marker id="head-${kind}" class="head ${kind}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" `
    + `markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0.5L8 4L0 7.5z"/></marker>`).join("")}</defs>`;

/** How wide a label is, in pixels, near enough. @param {string} text */
export function textWidth(text) {
    return text.length * 7.4;
}

/** A picture with a view onto a part of it. */
export class Drawing {
    /**
     * @param {string} label what the picture is called
     * @param {string} help what keys do
     */
    constructor(label, help) {
        this.holder = document.createElement("div");
        this.holder.className = "drawing";
        this.holder.innerHTML = `<svg tabindex="0" role="application" aria-label="${escaped(label)}" `
            + `aria-description="${escaped(help)}">${ARROWS}<g class="scene"></g></svg>`;
        this.svg = /** @type {SVGSVGElement} */ (this.holder.querySelector("svg"));
        this.scene = /** @type {SVGGElement} */ (this.holder.querySelector(".scene"));
        this.view = { x: 0, y: 0, scale: 1 };
        this.size = { width: 100, height: 100 };
        this.moved = false;
        this.listen();
    }

    /**
     * @param {string} markup
     * @param {number} width
     * @param {number} height
     */
    show(markup, width, height) {
        this.scene.innerHTML = markup;
        this.size = { width, height };
    }

    /** Makes all of it visible, but not larger than life. */
    fit() {
        const { clientWidth, clientHeight } = this.svg;
        const scale = Math.min(1.2, clientWidth / (this.size.width + 40), clientHeight / (this.size.height + 40));
        this.view.scale = Math.max(SMALLEST, scale);
        this.view.x = (clientWidth - this.size.width * this.view.scale) / 2;
        this.view.y = (clientHeight - this.size.height * this.view.scale) / 2;
        this.apply();
    }

    /**
     * Makes a readable beginning visible: all of it where that can be read, else as much as can be around a point.
     * @param {number} x
     * @param {number} y
     * @param {number} height at which the point stands, as a share of the height of the picture
     */
    begin(x, y, height) {
        this.fit();
        if (this.view.scale < 0.6) {
            const { clientWidth, clientHeight } = this.svg;
            const wide = clientWidth / (this.size.width + 40);
            const scale = Math.min(0.95, Math.max(0.6, wide));
            const middle = wide >= scale ? this.size.width / 2 : x;
            this.view = { x: clientWidth / 2 - middle * scale, y: height * clientHeight - y * scale, scale };
            this.apply();
        }
    }

    /**
     * @param {number} x
     * @param {number} y
     */
    center(x, y) {
        this.view.x = this.svg.clientWidth / 2 - x * this.view.scale;
        this.view.y = this.svg.clientHeight / 2 - y * this.view.scale;
        this.apply();
    }

    /**
     * Moves just so far that a point is well inside.
     * @param {number} x
     * @param {number} y
     */
    reveal(x, y) {
        const left = x * this.view.scale + this.view.x;
        const top = y * this.view.scale + this.view.y;
        if (left < 80 || top < 60 || left > this.svg.clientWidth - 80 || top > this.svg.clientHeight - 60) {
            this.center(x, y);
        }
    }

    /**
     * @param {number} factor
     * @param {number} [x] the point that stays, from the left of the picture
     * @param {number} [y]
     */
    zoom(factor, x = this.svg.clientWidth / 2, y = this.svg.clientHeight / 2) {
        const scale = Math.min(LARGEST_SCALE, Math.max(SMALLEST, this.view.scale * factor));
        const real = scale / this.view.scale;
        this.view = { x: x - (x - this.view.x) * real, y: y - (y - this.view.y) * real, scale };
        this.apply();
    }

    /**
     * @param {number} dx
     * @param {number} dy
     */
    pan(dx, dy) {
        this.view.x += dx;
        this.view.y += dy;
        this.apply();
    }

    apply() {
        const { x, y, scale } = this.view;
        this.scene.setAttribute("transform", `translate(${x} ${y}) scale(${scale})`);
        this.svg.classList.toggle("far", scale < WORDS_FROM);
    }

    listen() {
        this.svg.addEventListener("wheel", (event) => {
            event.preventDefault();
            const box = this.svg.getBoundingClientRect();
            this.zoom(Math.exp(-event.deltaY / 400), event.clientX - box.left, event.clientY - box.top);
        }, { passive: false });
        this.svg.addEventListener("pointerdown", (event) => {
            this.moved = false;
            let last = [event.clientX, event.clientY];
            const move = (/** @type {PointerEvent} */ next) => {
                this.moved ||= Math.hypot(next.clientX - event.clientX, next.clientY - event.clientY) > 4;
                if (this.moved) {
                    this.pan(next.clientX - last[0], next.clientY - last[1]);
                    last = [next.clientX, next.clientY];
                }
            };
            const stop = () => {
                removeEventListener("pointermove", move);
                removeEventListener("pointerup", stop);
            };
            addEventListener("pointermove", move);
            addEventListener("pointerup", stop);
        });
    }
}
