package adjoint.examples.findings;

import java.util.List;

/** Markdown in the making. */
final class Text {
    private final StringBuilder text = new StringBuilder();

    void heading(int level, String title) {
        text.append("#".repeat(level)).append(' ').append(title).append("\n\n");
    }

    void paragraph(String sentences) {
        text.append(sentences).append("\n\n");
    }

    void bullets(List<String> items) {
        items.forEach(item -> text.append("- ").append(item).append('\n'));
        text.append('\n');
    }

    /** Lines as they are, in a box. */
    void code(List<String> lines) {
        text.append("```\n");
        lines.forEach(line -> text.append(line).append('\n'));
        text.append("```\n\n");
    }

    void table(List<String> header, List<List<Object>> rows) {
        row(header);
        row(header.stream().map(cell -> "---").toList());
        rows.forEach(this::row);
        text.append('\n');
    }

    private void row(List<?> cells) {
        cells.forEach(cell -> text.append("| ").append(cell).append(' '));
        text.append("|\n");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
