// Making elements of a page.

/**
 * An element with attributes and content. Text is shown as it is, whatever it holds.
 * @param {string} name
 * @param {Record<string, string | number | boolean | undefined | ((event: any) => void)>} [attributes] functions are
 *     listeners, under the name of their event
 * @param {...(string | Element | undefined | null)} content
 * @returns {HTMLElement}
 */
export function element(name, attributes = {}, ...content) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
        if (typeof value === "function") {
            made.addEventListener(key, value);
        } else if (value !== undefined && value !== false) {
            made.setAttribute(key, value === true ? "" : String(value));
        }
    }
    made.append(...content.filter((part) => part !== undefined && part !== null));
    return made;
}

/**
 * A formula, which comes as markup of our own making.
 * @param {string} markup
 * @param {string} [classes]
 */
export function formula(markup, classes = "formula") {
    const made = element("div", { class: classes, tabindex: "0", role: "group", "aria-label": "formula" });
    made.innerHTML = markup;
    return made;
}

/**
 * Text with the signs of markup escaped.
 * @param {string} text
 */
export function escaped(text) {
    return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/**
 * Where something was written, with its text.
 * @param {import("./data.js").Line | undefined} line
 */
export function place(line) {
    if (!line) {
        return element("p", { class: "place" }, "no line of yours");
    }
    return element(
        "p",
        { class: "place" },
        element("b", {}, line.place),
        line.method ? ` in ${line.method}` : "",
        line.text ? element("code", {}, line.text) : undefined,
    );
}

/** @param {import("./data.js").Table} table */
export function tableOf(table) {
    const head = element("tr", {}, ...table.columns.map((cell) => element("th", { scope: "col" }, cell || "measure")));
    const rows = table.rows.map((row) =>
        element("tr", {}, ...row.map((cell) => element("td", { class: typeof cell === "number" ? "number" : undefined },
            typeof cell === "number" ? cell.toLocaleString("en") : cell))));
    return element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows));
}

/**
 * A button.
 * @param {string} words
 * @param {() => void} action
 * @param {Record<string, string>} [attributes]
 */
export function button(words, action, attributes = {}) {
    return element("button", { type: "button", click: action, ...attributes }, words);
}

/**
 * Replaces what an element holds; what is undefined is left out.
 * @param {Element} target
 * @param {...(string | Element | undefined)} content
 */
export function fill(target, ...content) {
    target.replaceChildren(...content.filter((part) => part !== undefined));
}
