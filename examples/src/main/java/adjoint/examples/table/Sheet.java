package adjoint.examples.table;

import adjoint.examples.io.DataException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A file with a table: text with cells between commas, semicolons, tabs or white space, or a two-dimensional {@code .npy}
 * array. A first line names the columns if a cell of it is no number, or if its numbers are of another kind or scale than
 * those below; otherwise columns are called 0, 1, 2 and so on. Cells that hold no number are no error until a column with
 * them is asked for.
 */
public final class Sheet {
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d++\\.?+\\d*+|\\.\\d++)([eE][+-]?\\d++)?");
    /** Characters of a cell that messages show. */
    private static final int SHOWN = 40;

    private static final Set<String> MISSING = Set.of("", "na", "n/a", "nan", "null", "none", "?");

    private final Path source;
    private final List<String> names;
    private final boolean header;
    private final boolean index;
    private final String note;
    private final List<double[]> rows;

    /** The place of each row, such as "line 7". */
    private final List<String> places;

    /** What stands in cells that are NaN in {@link #rows}. */
    private final Map<Long, String> texts;

    Sheet(
            Path source,
            List<String> names,
            boolean header,
            boolean index,
            String note,
            List<double[]> rows,
            List<String> places,
            Map<Long, String> texts) {
        this.source = source;
        this.names = names;
        this.header = header;
        this.index = index;
        this.note = note;
        this.rows = rows;
        this.places = places;
        this.texts = texts;
    }

    /**
     * Reads a file; one called {@code .npy} as such, any other as text in UTF-8.
     *
     * @throws DataException if it cannot be read, has no rows, rows of different lengths, or more than fits into memory
     */
    public static Sheet read(Path file) {
        return SheetReader.read(file, null, List.of());
    }

    /** The key of a cell among {@link #texts}. */
    static long key(int row, int column) {
        return ((long) row << Integer.SIZE) + column;
    }

    static boolean isNumber(String cell) {
        return NUMBER.matcher(cell).matches();
    }

    static boolean isMissing(String cell) {
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

    /** Whether the first column has no name beside others that have one, and so numbers or names the rows. */
    public boolean hasIndex() {
        return index;
    }

    /** What a reader should know of how the file was understood; empty where nothing was in doubt. */
    public String note() {
        return note;
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
        String text = texts.getOrDefault(key(row, column), Double.toString(value));
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

    static String shortened(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "... (" + text.length() + " characters)";
    }
}
