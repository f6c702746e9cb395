package adjoint.inspect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A table in columns of characters; what looks like a number stands at the right of its column. */
final class TextTable {
    private final List<List<String>> rows = new ArrayList<>();

    TextTable(String... header) {
        row(header);
    }

    TextTable row(String... cells) {
        rows.add(Arrays.stream(cells).map(Ir::word).toList());
        return this;
    }

    @Override
    public String toString() {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining("\n", "", "\n"));
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = row.get(i);
            String space = " ".repeat(widths[i] - cell.length());
            boolean number = cell.matches("[-+]?[0-9.].*|-?Infinity|NaN");
            line.append(i == 0 ? "" : "  ").append(number ? space + cell : cell + space);
        }
        return line.toString().stripTrailing();
    }
}
