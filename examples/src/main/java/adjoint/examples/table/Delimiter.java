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
    /** Any run of blanks and tabs, with none before the first cell. */
    WHITE_SPACE('\t') {
        @Override
        String prepare(String text) {
            return text.lines()
                    .map(line -> line.strip().replaceAll("[ \\t]+", "\t"))
                    .collect(Collectors.joining("\n"));
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
