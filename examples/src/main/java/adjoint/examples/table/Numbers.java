package adjoint.examples.table;

import adjoint.examples.io.DataException;
import adjoint.tensor.FormatException;
import adjoint.tensor.Npy;
import adjoint.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A table of numbers with named columns, from a text file or a .npy file. In text, cells are separated by commas, semicolons,
 * tabs or white space, whichever the first line has; a first line that is not all numbers names the columns, which otherwise
 * are called 0, 1, 2, ...
 *
 * @param path where it comes from, for messages
 * @param names of the columns
 * @param rows as many numbers as names in each
 */
record Numbers(Path path, List<String> names, double[][] rows) {
    private static final Set<String> MISSING = Set.of("", "na", "nan", "null", "?");

    /** Reads a file; what is missing or not a number is an error that names its line and column. */
    static Numbers read(Path path) {
        try {
            return path.toString().endsWith(".npy") ? npy(path) : text(path);
        } catch (NoSuchFileException e) {
            throw new DataException(path + ": no such file; check the name", e);
        } catch (CharacterCodingException e) {
            throw new DataException(path + ": is not text in UTF-8; save the table as CSV or .npy", e);
        } catch (IOException e) {
            throw DataException.unreadable(path, e);
        }
    }

    private static Numbers npy(Path path) throws IOException {
        try {
            Tensor array = Npy.decode(path.toString(), Files.readAllBytes(path));
            if (array.rank() != 2 || array.size() == 0) {
                throw new DataException(path + ": holds an array of shape " + Arrays.toString(array.shape())
                        + ", but a table has two axes, rows and columns");
            }
            double[] all = array.toDoubles();
            int columns = array.dim(1);
            double[][] rows = IntStream.range(0, array.dim(0))
                    .mapToObj(i -> Arrays.copyOfRange(all, i * columns, (i + 1) * columns))
                    .toArray(double[][]::new);
            Numbers table = new Numbers(path, numbered(columns), rows);
            table.requireFinite();
            return table;
        } catch (FormatException e) {
            throw new DataException(e.getMessage(), e);
        }
    }

    private void requireFinite() {
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows[i].length; j++) {
                if (!Double.isFinite(rows[i][j])) {
                    throw new DataException(path + ": row " + i + ", column " + j + " is " + rows[i][j]
                            + "; fill it in or leave the row out");
                }
            }
        }
    }

    private static List<String> numbered(int columns) {
        return IntStream.range(0, columns).mapToObj(Integer::toString).toList();
    }

    private static Numbers text(Path path) throws IOException {
        List<String> lines = Files.readAllLines(path);
        List<String> names = null;
        List<double[]> rows = new ArrayList<>();
        Cells cells = null;
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) {
                continue;
            }
            cells = cells == null ? Cells.of(lines.get(i)) : cells;
            List<String> line = cells.split(lines.get(i));
            if (names == null) {
                boolean header = line.stream().anyMatch(cell -> number(cell) == null && !missing(cell));
                names = header ? line : numbered(line.size());
                if (header) {
                    continue;
                }
            }
            rows.add(row(path, i + 1, line, names));
        }
        if (rows.isEmpty()) {
            throw new DataException(path + ": holds no rows of numbers");
        }
        if (Set.copyOf(names).size() < names.size()) {
            throw new DataException(path + ": has two columns of one name among " + names + "; rename one");
        }
        return new Numbers(path, names, rows.toArray(double[][]::new));
    }

    private static double[] row(Path path, int line, List<String> cells, List<String> names) {
        if (cells.size() != names.size()) {
            throw new DataException(path + ": line " + line + " has " + cells.size() + " cells, but line 1 has "
                    + names.size() + "; mend the line");
        }
        double[] row = new double[cells.size()];
        for (int j = 0; j < row.length; j++) {
            Double value = number(cells.get(j));
            if (value == null || !Double.isFinite(value)) {
                String cell =
                        missing(cells.get(j)) ? "missing" : "'" + cells.get(j) + "', which is not a finite number";
                throw new DataException(path + ": line " + line + ", column '" + names.get(j) + "' is " + cell
                        + "; fill it in, code it as a number or leave it out");
            }
            row[j] = value;
        }
        return row;
    }

    private static boolean missing(String cell) {
        return MISSING.contains(cell.toLowerCase(Locale.ROOT));
    }

    private static Double number(String cell) {
        try {
            return Double.valueOf(cell);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** The columns of the given names, in that order. */
    double[][] columns(List<String> wanted) {
        int[] positions = wanted.stream()
                .mapToInt(name -> {
                    int position = names.indexOf(name);
                    if (position < 0) {
                        throw new DataException(path + ": has no column '" + name + "'; it has " + names);
                    }
                    return position;
                })
                .toArray();
        return Arrays.stream(rows)
                .map(row -> Arrays.stream(positions).mapToDouble(j -> row[j]).toArray())
                .toArray(double[][]::new);
    }
}
