package adjoint.inspect;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One HTML page that needs no other file: headings, text, tables and pictures, in the order of their adding. Everything
 * given is shown as text, whatever characters it holds.
 */
public final class HtmlPage {
    /** Without any sign that XML escapes: HTML does not undo that within a style. */
    private static final String CSS = """
            :root { color-scheme: light dark; }
            body { font: 16px/1.5 sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
            table { border-collapse: collapse; margin: 1rem 0; }
            th, td { padding: 0.2rem 0.8rem; border-bottom: 1px solid #8886; text-align: left; }
            td.number { text-align: right; font-variant-numeric: tabular-nums; }
            figure { margin: 1rem 0; overflow-x: auto; }
            svg { width: 100%; height: auto; }
            pre { overflow-x: auto; font: 13px/1.45 monospace; padding: 0.6rem; background: #8881; }
            summary { cursor: pointer; margin: 0.4rem 0; }
            .wide { width: min(96vw, 120rem); position: relative; left: 50%; transform: translateX(-50%); }
            .columns { display: flex; gap: 1.5rem; align-items: flex-start; overflow-x: auto; }
            .column { flex: 1 1 0; min-width: 20rem; }
            """;

    private final Markup body = new Markup();

    /** @param title heading and title of the page */
    public HtmlPage(String title) {
        body.open("html", "lang", "en").open("head");
        body.empty("meta", "charset", "utf-8");
        body.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        body.element("title", title).element("style", CSS).close();
        body.open("body").element("h1", title);
    }

    /** Begins a section. */
    public HtmlPage section(String heading) {
        body.element("h2", heading);
        return this;
    }

    /** Begins a part of a section. */
    public HtmlPage heading(String heading) {
        body.element("h3", heading);
        return this;
    }

    /** Adds a paragraph of plain text. */
    public HtmlPage paragraph(String text) {
        body.element("p", text);
        return this;
    }

    /**
     * Adds a table; numbers are right-aligned, and rounded to six digits if they have a fraction.
     *
     * @param header one cell for each column
     * @param rows as many cells in each
     */
    public HtmlPage table(List<String> header, List<? extends List<?>> rows) {
        body.open("table").open("thead").open("tr");
        header.forEach(cell -> body.element("th", cell, "scope", "col"));
        body.close().close().open("tbody");
        for (List<?> row : rows) {
            if (row.size() != header.size()) {
                throw new IllegalArgumentException("row " + row + " needs " + header.size() + " cells, as the header");
            }
            body.open("tr");
            row.forEach(this::cell);
            body.close();
        }
        body.close().close();
        return this;
    }

    private void cell(Object value) {
        if (value instanceof Double || value instanceof Float) {
            body.element("td", Numbers.significant(((Number) value).doubleValue(), 6), "class", "number");
        } else if (value instanceof Number) {
            body.element("td", value.toString(), "class", "number");
        } else {
            body.element("td", String.valueOf(value));
        }
    }

    /** Adds a table of names and values, in the order of the map. */
    public HtmlPage settings(Map<String, ?> settings) {
        return table(
                List.of("setting", "value"),
                settings.entrySet().stream()
                        .map(entry -> List.of(entry.getKey(), String.valueOf(entry.getValue())))
                        .toList());
    }

    /** Adds a picture with its description beneath. */
    public HtmlPage figure(Figure figure) {
        body.open("figure").raw(figure.toSvg()).element("figcaption", figure.description());
        body.close();
        return this;
    }

    /**
     * Adds a sound with controls to play it and its description beneath.
     *
     * @param wav a RIFF WAV file
     */
    public HtmlPage sound(String description, byte[] wav) {
        String data = "data:audio/wav;base64," + Base64.getEncoder().encodeToString(wav);
        body.open("figure").open("audio", "controls", "controls", "src", data).close();
        body.element("figcaption", description).close();
        return this;
    }

    /** Adds text whose line breaks and spaces count. */
    public HtmlPage preformatted(String text) {
        body.element("pre", text, "tabindex", "0");
        return this;
    }

    /** Adds a list of plain text. */
    public HtmlPage list(List<String> items) {
        body.open("ul");
        items.forEach(item -> body.element("li", item));
        body.close();
        return this;
    }

    /** Adds a part that the reader can open and close. */
    public HtmlPage fold(String summary, boolean open, Consumer<HtmlPage> content) {
        Object[] state = open ? new Object[] {"open", "open"} : new Object[0];
        body.open("details", state).element("summary", summary);
        content.accept(this);
        body.close();
        return this;
    }

    /** Adds parts beside each other, over the whole width of the window. */
    public HtmlPage columns(List<Consumer<HtmlPage>> parts) {
        body.open("div", "class", "wide").open("div", "class", "columns");
        for (Consumer<HtmlPage> part : parts) {
            body.open("div", "class", "column");
            part.accept(this);
            body.close();
        }
        body.close().close();
        return this;
    }

    /** The page so far. */
    public String toHtml() {
        return "<!DOCTYPE html>\n" + body + "</body></html>\n";
    }
}
