package adjoint.examples.table;

import adjoint.examples.io.DataException;
import adjoint.examples.io.Heap;
import adjoint.tensor.FormatException;
import adjoint.tensor.Npy;
import adjoint.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Reads tables, text line by line, so that of all cells but those of one line only the numbers are held. */
final class SheetReader {
    /** Bytes that a number takes here and where it is learnt from, a row, a cell of the line being read, and a text. */
    private static final double NUMBER = 24;

    private static final double ROW = 120;
    private static final double CELL = 80;
    private static final double TEXT = 160;

    /** Copies of the text of a line while it is taken apart. */
    private static final double LINE = 8;

    /** Copies of a whole text, and of an array with its rows and where they are learnt from. */
    private static final double TEXTS = 2;

    private static final double ARRAY = 6;

    private static final String CURE = "cut it";

    private final Path file;
    private final List<String> known;
    private final List<double[]> rows = new ArrayList<>();
    private final List<String> places = new ArrayList<>();
    private final Map<Long, String> texts = new HashMap<>();

    private SheetReader(Path file, List<String> known) {
        this.file = file;
        this.known = known;
    }

    /**
     * Reads a file; one called {@code .npy} as such, any other as text in UTF-8.
     *
     * @param header whether the first line of a text names the columns; null to find out
     * @param known names that are looked for; a first line that has them all names the columns
     */
    static Sheet read(Path file, Boolean header, List<String> known) {
        SheetReader reader = new SheetReader(file, known);
        boolean binary = file.toString().toLowerCase(Locale.ROOT).endsWith(".npy");
        byte[] bytes;
        try {
            Heap.require(file + ": reading it", (binary ? ARRAY : TEXTS) * Files.size(file), CURE);
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw DataException.unreadable(file, e);
        }
        return binary
                ? reader.array(bytes)
                : reader.text(new String(bytes, StandardCharsets.UTF_8).replace("\uFEFF", ""), header);
    }

    private Sheet array(byte[] bytes) {
        Tensor array;
        try {
            array = Npy.decode(file.toString(), bytes);
        } catch (FormatException e) {
            throw new DataException(e.getMessage(), e);
        }
        if (array.rank() != 2 || array.size() == 0) {
            throw new DataException(file + ": holds an array of shape " + Arrays.toString(array.shape())
                    + ", but a table is a matrix of rows and columns; reshape it");
        }
        double[] values = array.toDoubles();
        int columns = array.dim(1);
        for (int from = 0; from < values.length; from += columns) {
            places.add("row " + rows.size());
            rows.add(Arrays.copyOfRange(values, from, from + columns));
        }
        return sheet(null, columns, "");
    }

    /** @param names the cells of the header; null where there is none */
    private Sheet sheet(List<String> names, int columns, String note) {
        return new Sheet(
                file,
                IntStream.range(0, columns)
                        .mapToObj(i -> names == null || names.get(i).isEmpty() ? Integer.toString(i) : names.get(i))
                        .toList(),
                names != null,
                names != null && isIndex(names, columns),
                note,
                rows,
                places,
                texts);
    }

    /** A first column without a name beside others with one, as pandas writes the numbers or names of the rows. */
    private static boolean isIndex(List<String> names, int columns) {
        return columns > 1
                && names.get(0).matches("(Unnamed: 0.*)?")
                && names.subList(1, columns).stream().noneMatch(String::isEmpty);
    }

    private Sheet text(String text, Boolean header) {
        if (text.indexOf(0) >= 0) {
            throw new DataException(file + ": is no text in UTF-8 (it holds bytes of 0);"
                    + " save it as CSV in UTF-8, or as a matrix in .npy");
        }
        requireRoom(text);
        List<String> first = null;
        boolean open = true;
        Delimiter delimiter = Delimiter.of(text);
        try (CSVParser parser = delimiter.parse(text)) {
            for (CSVRecord line : parser) {
                List<String> cells = line.toList();
                places.add("line " + parser.getCurrentLineNumber());
                first = first == null ? cells : first;
                if (cells.size() != first.size()) {
                    throw ragged(cells, first, delimiter);
                }
                open &= cells.size() > 1 && cells.get(cells.size() - 1).isEmpty();
                add(cells);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new DataException(
                    file + ": cannot be taken apart behind line " + places.size() + " (" + e.getMessage()
                            + "); check its quotes",
                    e);
        }
        if (first == null) {
            throw empty();
        }
        // Where every line ends in a delimiter, there is no column behind it.
        return headed(open ? first.subList(0, first.size() - 1) : first, header);
    }

    private DataException empty() {
        return new DataException(file + ": has no rows; name a file with data");
    }

    private DataException ragged(List<String> cells, List<String> first, Delimiter delimiter) {
        return new DataException(file + ": " + places.get(places.size() - 1) + " has " + cells.size() + " cells, but "
                + places.get(0) + " has " + first.size() + " (the delimiter was taken to be " + delimiter
                + "); make them equal");
    }

    private void requireRoom(String text) {
        double cells = 0;
        double longest = 0;
        double most = 0;
        double lines = 0;
        for (int from = 0; from < text.length(); ) {
            int end = text.indexOf('\n', from) < 0 ? text.length() : text.indexOf('\n', from);
            double here = 1
                    + text.substring(from, end)
                            .chars()
                            .filter(c -> ",;\t ".indexOf(c) >= 0)
                            .count();
            cells += here;
            most = Math.max(most, here);
            longest = Math.max(longest, end - from);
            lines++;
            from = end + 1;
        }
        Heap.require(
                String.format(
                        Locale.ROOT,
                        "%s: its %.0f lines, up to %.0f characters and up to %.0f cells long,",
                        file,
                        lines,
                        longest,
                        most),
                TEXTS * text.length() + NUMBER * cells + ROW * lines + CELL * most + LINE * longest,
                CURE);
    }

    private void add(List<String> cells) {
        double[] row = new double[cells.size()];
        for (int column = 0; column < row.length; column++) {
            String cell = cells.get(column);
            row[column] = Sheet.isNumber(cell) ? Double.parseDouble(cell) : Double.NaN;
            if (Double.isNaN(row[column])) {
                texts.put(Sheet.key(rows.size(), column), cell);
            }
        }
        rows.add(row);
        if (texts.size() % 1_000 == 999) {
            Heap.require(
                    file + ": holding what is no number in its first " + rows.size() + " rows",
                    TEXT * texts.size(),
                    "leave out its columns of text");
        }
    }

    /** Names that are but positions, as a table without a header has them, say nothing. */
    private boolean isKnown(List<String> first) {
        return first.containsAll(known)
                && known.stream().anyMatch(name -> !name.matches("\\d{1,9}") || Integer.parseInt(name) >= first.size());
    }

    /** The sheet of all lines; the first may turn out to name the columns. */
    private Sheet headed(List<String> first, Boolean header) {
        boolean named =
                first.stream().anyMatch(cell -> !Sheet.isNumber(cell) && !Sheet.isMissing(cell)) || isKnown(first);
        boolean numbers = Heading.isOfNumbers(first, rows.subList(1, rows.size()));
        String note = header == null && !named && numbers
                ? file + ": " + places.get(0) + " (" + Sheet.shortened(String.join(", ", first))
                        + ") is taken for the names of the columns, for its numbers are of another kind or scale than"
                        + " those below; if they are data, add --no-header, and if they are names, --header"
                : "";
        if (header != null ? !header : !named && !numbers) {
            return sheet(null, first.size(), "");
        }
        if (rows.size() == 1) {
            throw empty();
        }
        rows.remove(0);
        places.remove(0);
        Map<Long, String> below = new HashMap<>();
        texts.forEach((key, cell) -> below.put(key - Sheet.key(1, 0), cell));
        below.keySet().removeIf(key -> key < 0);
        texts.clear();
        texts.putAll(below);
        return sheet(first, first.size(), note);
    }
}
