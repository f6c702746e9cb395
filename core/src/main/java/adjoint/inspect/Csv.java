package adjoint.inspect;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A table of comma-separated values (RFC 4180, with line feeds) under a line of column names. */
public final class Csv {
    private final StringBuilder text = new StringBuilder();
    private final int columns;

    /** @param header column names */
    public Csv(String... header) {
        columns = header.length;
        row((Object[]) header);
    }

    /** Adds a line; numbers in full precision, null as an empty cell. */
    public Csv row(Object... cells) {
        if (cells.length != columns) {
            throw new IllegalArgumentException("a row of " + cells.length + " cells in a table of " + columns
                    + " columns: " + Arrays.toString(cells));
        }
        text.append(Arrays.stream(cells).map(Csv::quoted).collect(Collectors.joining(",", "", "\n")));
        return this;
    }

    private static String quoted(Object cell) {
        String shown = cell == null ? "" : cell.toString();
        boolean plain = shown.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? shown : '"' + shown.replace("\"", "\"\"") + '"';
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
