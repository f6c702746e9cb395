package adjoint.examples.table;

import java.util.ArrayList;
import java.util.List;

/**
 * How the lines of a text table are cut into cells.
 *
 * @param separator one character, or a space for runs of white space
 */
record Cells(char separator) {
    /** Guesses the separator from a line: a comma, else a semicolon, else a tab, else white space. */
    static Cells of(String line) {
        for (char separator : new char[] {',', ';', '\t'}) {
            if (line.indexOf(separator) >= 0) {
                return new Cells(separator);
            }
        }
        return new Cells(' ');
    }

    /** The cells of a line, stripped; within double quotes separators are text, and two double quotes are one. */
    List<String> split(String line) {
        String text = separator == ' ' ? line.strip() : line;
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' && quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                cell.append(text.charAt(++i));
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && ends(c)) {
                cells.add(cell.toString().strip());
                cell.setLength(0);
                while (separator == ' ' && ends(text.charAt(i + 1))) {
                    i++;
                }
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString().strip());
        return cells;
    }

    private boolean ends(char c) {
        return separator == ' ' ? Character.isWhitespace(c) : c == separator;
    }
}
