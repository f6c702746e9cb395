package adjoint.examples.table;

import adjoint.examples.io.DataException;
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
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A file with a table: text with cells between commas, semicolons, tabs or white space, or a two-dimensional {@code .npy}
 * array. A first line with a cell that is no number names the columns; otherwise they are called 0, 1, 2 and so on. Cells
 * that hold no number are no error until a column with them is asked for.
 */
public final class Sheet {
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d++\\.?+\\d*+|\\.\\d++)([eE][+-]?\\d++)?");
    /** Characters of a cell that messages show. */
    private static final int SHOWN = 40;

    private static final Set<String> MISSING = Set.of("", "na", "n/a", "nan", "null", "none", "?");

    private final Path source;
    private final List<String> names;
    private final boolean header;
    private final List<double[]> rows;

    /** The place of each row, such as "line 7". */
    private final List<String> places;

    /** What stands in cells that are NaN in {@link #rows}, by row * columns + column. */
    private final Map<Integer, String> texts;

    private Sheet(
            Path source,
            List<String> names,
            boolean header,
            List<double[]> rows,
            List<String> places,
            Map<Integer, String> texts) {
        this.source = source;
        this.names = names;
        this.header = header;
        this.rows = rows;
        this.places = places;
        this.texts = texts;
    }

    /**
     * Reads a file; one called {@code .npy} as such, any other as text in UTF-8.
     *
     * @throws DataException if it cannot be read, has no rows, or rows of different lengths
     */
    public static Sheet read(Path file) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw DataException.unreadable(file, e);
        }
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".npy")
                ? array(file, bytes)
                : text(file, new String(bytes, StandardCharsets.UTF_8).replace("\uFEFF", ""));
    }

    private static Sheet array(Path file, byte[] bytes) {
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
        List<double[]> rows = new ArrayList<>();
        double[] values = array.toDoubles();
        int columns = array.dim(1);
        for (int from = 0; from < values.length; from += columns) {
            rows.add(Arrays.copyOfRange(values, from, from + columns));
        }
        return new Sheet(file, numbered(columns), false, rows, numbered("row ", 0, rows.size()), Map.of());
    }

    private static List<String> numbered(int columns) {
        return numbered("", 0, columns);
    }

    private static List<String> numbered(String what, int from, int count) {
        return IntStream.range(from, from + count).mapToObj(i -> what + i).toList();
    }

    private static Sheet text(Path file, String text) {
        if (text.indexOf(0) >= 0) {
            throw new DataException(file + ": is no text in UTF-8 (it holds bytes of 0);"
                    + " save it as CSV in UTF-8, or as a matrix in .npy");
        }
        List<List<String>> lines = new ArrayList<>();
        List<String> places = new ArrayList<>();
        Delimiter delimiter = Delimiter.of(text);
        try (CSVParser parser = delimiter.parse(text)) {
            for (CSVRecord line : parser) {
                lines.add(line.toList());
                places.add("line " + parser.getCurrentLineNumber());
                if (line.size() != lines.get(0).size()) {
                    throw new DataException(file + ": " + places.get(places.size() - 1) + " has " + line.size()
                            + " cells, but " + places.get(0) + " has "
                            + lines.get(0).size() + " (the delimiter was taken to be " + delimiter
                            + "); make them equal");
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw new DataException(
                    file + ": cannot be taken apart behind line " + places.size() + " (" + e.getMessage()
                            + "); check its quotes",
                    e);
        }
        if (!lines.isEmpty()
                && lines.stream()
                        .allMatch(line -> line.size() > 1 && lastOf(line).isEmpty())) {
            // Every line ends in a delimiter.
            lines.replaceAll(line -> line.subList(0, line.size() - 1));
        }
        boolean header =
                !lines.isEmpty() && lines.get(0).stream().anyMatch(cell -> !isNumber(cell) && !isMissing(cell));
        if (lines.size() == (header ? 1 : 0)) {
            throw new DataException(file + ": has no rows; name a file with data");
        }
        List<String> names = numbered(lines.get(0).size());
        if (header) {
            names = named(lines.remove(0));
            places.remove(0);
        }
        Map<Integer, String> texts = new HashMap<>();
        List<double[]> rows = new ArrayList<>();
        for (List<String> line : lines) {
            double[] row = new double[line.size()];
            for (int column = 0; column < row.length; column++) {
                String cell = line.get(column);
                row[column] = isNumber(cell) ? Double.parseDouble(cell) : Double.NaN;
                if (Double.isNaN(row[column])) {
                    texts.put(rows.size() * row.length + column, cell);
                }
            }
            rows.add(row);
        }
        return new Sheet(file, names, header, rows, places, texts);
    }

    private static String lastOf(List<String> line) {
        return line.get(line.size() - 1);
    }

    private static List<String> named(List<String> header) {
        return IntStream.range(0, header.size())
                .mapToObj(i -> header.get(i).isEmpty() ? Integer.toString(i) : header.get(i))
                .toList();
    }

    private static boolean isNumber(String cell) {
        return NUMBER.matcher(cell).matches();
    }

    private static boolean isMissing(String cell) {
        return MISSING.contains(cell.toLowerCase(Locale.ROOT));
    }

    /** The file. */
    public Path source() {
        return source;
    }

    /** The number of rows. */
    public int size() {
        return rows.size();
    }

    /** The names of all columns, in order. */
    public List<String> names() {
        return names;
    }

    /** Whether the names come from the file. */
    public boolean hasHeader() {
        return header;
    }

    /**
     * The position of a column, given by its name or by its position from 0 on; a negative one counts from the last column.
     *
     * @throws DataException if there is none, or the name stands over several
     */
    public int column(String name) {
        int first = names.indexOf(name);
        if (first >= 0) {
            if (first != names.lastIndexOf(name)) {
                throw new DataException(source + ": '" + name + "' names columns " + first + " and "
                        + names.lastIndexOf(name) + "; choose one by its number, from 0 on");
            }
            return first;
        }
        if (name.matches("-?\\d{1,9}")) {
            int position = Integer.parseInt(name) + (name.startsWith("-") ? names.size() : 0);
            if (position >= 0 && position < names.size()) {
                return position;
            }
        }
        throw new DataException(source + ": has no column '" + name + "'; it has "
                + (header ? String.join(", ", names) : names.size() + " columns, counted from 0, and no header"));
    }

    /**
     * The numbers in some columns, row by row.
     *
     * @throws DataException if a cell is missing or no finite number; the message says where
     */
    public double[][] numbers(List<Integer> columns) {
        double[][] numbers = new double[rows.size()][columns.size()];
        for (int row = 0; row < numbers.length; row++) {
            for (int i = 0; i < numbers[row].length; i++) {
                int column = columns.get(i);
                numbers[row][i] = rows.get(row)[column];
                if (!Double.isFinite(numbers[row][i])) {
                    throw new DataException(complaint(row, column));
                }
            }
        }
        return numbers;
    }

    private String complaint(int row, int column) {
        double value = rows.get(row)[column];
        String text = texts.getOrDefault(row * names.size() + column, Double.toString(value));
        String place = source + ": " + places.get(row) + ", column '" + names.get(column) + "': ";
        if (isMissing(text)) {
            return place + (text.isEmpty() ? "the cell is empty" : "the value is missing ('" + text + "')")
                    + "; fill it in, remove the row, or leave the column out with --features";
        }
        return place + "'" + shortened(text) + "' is not a finite number" + advice(text)
                + "; correct it, remove the row, or leave the column out with --features";
    }

    /** A comma may group thousands, or stand for the decimal point, or either. */
    private static String advice(String text) {
        if (!text.matches("[+-]?\\d++(,\\d++)+")) {
            return "";
        }
        boolean groups = text.matches("[+-]?\\d{1,3}(,\\d{3})++");
        boolean single = text.indexOf(',') == text.lastIndexOf(',');
        return (groups ? "; if the comma groups thousands, leave it out" : "")
                + (single ? "; " + (groups ? "if it is a decimal comma, " : "") + "write a decimal point" : "");
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "... (" + text.length() + " characters)";
    }
}
