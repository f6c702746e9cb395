package adjoint.examples.table;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;

/** What separates the cells of a line. In the order of preference where several would do. */
enum Delimiter {
    TAB('\t'),
    SEMICOLON(';'),
    COMMA(','),
    /** Any run of blanks and tabs that is not in quotes, with none before the first cell. */
    WHITE_SPACE('\t') {
        @Override
        String prepare(String text) {
            return withTabs(text);
        }
    };

    /** Lines that the delimiter is guessed from. */
    private static final int SAMPLE = 20;

    private final CSVFormat format;

    Delimiter(char symbol) {
        this.format = CSVFormat.DEFAULT
                .builder()
                .setDelimiter(symbol)
                .setCommentMarker('#')
                .setIgnoreEmptyLines(true)
                .setIgnoreSurroundingSpaces(true)
                .get();
    }

    /** The text as the parser takes it, line for line; lines of nothing but blanks are empty. */
    String prepare(String text) {
        return text.replaceAll("(?m)^ +(?=\\r?$)", "");
    }

    /** Puts a tab for each run of blanks and tabs within a line; cells in quotes and comments stay as they are. */
    private static String withTabs(String text) {
        StringBuilder tabs = new StringBuilder(text.length());
        boolean quoted = false;
        boolean comment = false;
        boolean gap = false;
        char last = '\n';
        for (int i = 0; i < text.length(); i++) {
            boolean lineEnd = text.charAt(i) == '\r' && !text.startsWith("\n", i + 1);
            char c = lineEnd ? '\n' : text.charAt(i);
            comment = last == '\n' ? c == '#' : comment && c != '\n';
            if (!quoted && !comment && (c == ' ' || c == '\t' || c == '\r')) {
                gap = true;
                continue;
            }
            if (gap && last != '\n' && c != '\n') {
                tabs.append(last = '\t');
            }
            gap = false;
            boolean opens = !comment && (last == '\n' || last == '\t' || last == '"');
            quoted = c == '"' ? !quoted && opens : quoted;
            tabs.append(last = c);
        }
        return tabs.toString();
    }

    /** A parser of a whole text. */
    CSVParser parse(String text) throws IOException {
        return CSVParser.parse(new StringReader(prepare(text)), format);
    }

    /** The delimiter that cuts every one of the first lines into the same number of cells; of two, the first above. */
    static Delimiter of(String text) {
        String sample = text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .limit(SAMPLE)
                .collect(Collectors.joining("\n"));
        Delimiter widest = COMMA;
        int cells = 1;
        for (Delimiter candidate : values()) {
            List<Integer> widths = candidate.widths(sample);
            boolean even = widths.stream().distinct().count() == 1;
            if (even && widths.get(0) > 1) {
                return candidate;
            }
            int first = widths.stream().findFirst().orElse(0);
            if (first > cells) {
                widest = candidate;
                cells = first;
            }
        }
        return widest;
    }

    /** The number of cells in each line; none at all where quotes do not pair up. */
    private List<Integer> widths(String sample) {
        List<Integer> widths = new ArrayList<>();
        try (CSVParser parser = parse(sample)) {
            parser.forEach(line -> widths.add(line.size()));
        } catch (IOException | UncheckedIOException e) {
            // Not this delimiter then; if no other fits, reading the whole file reports the quote.
            return List.of();
        }
        return widths;
    }

    @Override
    public String toString() {
        return Stream.of(name().split("_")).map(String::toLowerCase).collect(Collectors.joining(" "));
    }
}
