package adjoint.examples.report;

import adjoint.inspect.Markup;
import adjoint.inspect.Numbers;
import java.util.List;
import java.util.Map;

/**
 * One HTML page that needs no other file: headings, text, tables and charts, in the order of their adding. Everything
 * given is shown as text, whatever characters it holds.
 */
public final class Report {
    private static final String CSS = """
            :root { color-scheme: light dark; }
            body { font: 16px/1.5 sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
            table { border-collapse: collapse; margin: 1rem 0; }
            th, td { padding: 0.2rem 0.8rem; border-bottom: 1px solid #8886; text-align: left; }
            td.number { text-align: right; font-variant-numeric: tabular-nums; }
            figure { margin: 1rem 0; }
            svg { width: 100%; height: auto; }
            """;

    private final Markup body = new Markup();

    /** @param title heading and title of the page */
    public Report(String title) {
        body.open("html", "lang", "en").open("head");
        body.empty("meta", "charset", "utf-8");
        body.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        body.element("title", title).element("style", CSS).close();
        body.open("body").element("h1", title);
    }

    /** Begins a section. */
    public Report section(String heading) {
        body.element("h2", heading);
        return this;
    }

    /** Adds a paragraph of plain text. */
    public Report paragraph(String text) {
        body.element("p", text);
        return this;
    }

    /**
     * Adds a table; numbers are right-aligned, and rounded to six digits if they have a fraction.
     *
     * @param header one cell for each column
     * @param rows as many cells in each
     */
    public Report table(List<String> header, List<? extends List<?>> rows) {
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
    public Report settings(Map<String, ?> settings) {
        return table(
                List.of("setting", "value"),
                settings.entrySet().stream()
                        .map(entry -> List.of(entry.getKey(), String.valueOf(entry.getValue())))
                        .toList());
    }

    /** Adds a chart with its description beneath. */
    public Report chart(Chart chart) {
        body.open("figure").raw(chart.toSvg()).element("figcaption", chart.description());
        body.close();
        return this;
    }

    /** The page so far. */
    public String toHtml() {
        return "<!DOCTYPE html>\n" + body + "</body></html>\n";
    }
}
