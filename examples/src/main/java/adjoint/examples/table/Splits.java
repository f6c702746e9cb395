package adjoint.examples.table;

import adjoint.examples.io.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One split of a table's rows, as published benchmarks give them.
 *
 * @param training row indices, from 0
 * @param test row indices, from 0
 */
record Splits(int[] training, int[] test) {
    /**
     * Reads splits, one a line: the indices of the test rows, all others being for training; or those of the training rows, a
     * bar and those of the test rows. Indices count from 0 and are separated by white space or commas.
     *
     * @param rows in the table
     */
    static List<Splits> read(Path path, int rows) {
        List<String> lines;
        try {
            lines = Files.readAllLines(path);
        } catch (NoSuchFileException e) {
            throw new DataException(path + ": no such file; check the name", e);
        } catch (IOException e) {
            throw DataException.unreadable(path, e);
        }
        List<Splits> splits = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                splits.add(split(path + ": line " + (i + 1), lines.get(i), rows));
            }
        }
        if (splits.isEmpty()) {
            throw new DataException(path + ": holds no splits; write the indices of the test rows, one split a line");
        }
        return splits;
    }

    private static Splits split(String place, String line, int rows) {
        String[] parts = line.split("\\|", -1);
        if (parts.length > 2) {
            throw new DataException(place + " has " + (parts.length - 1) + " bars; write TRAINING | TEST");
        }
        int[] test = indices(place, parts[parts.length - 1], rows);
        boolean[] taken = new boolean[rows];
        Arrays.stream(test).forEach(row -> taken[row] = true);
        int[] training = parts.length == 2
                ? indices(place, parts[0], rows)
                : IntStream.range(0, rows).filter(row -> !taken[row]).toArray();
        int both = Arrays.stream(training).filter(row -> taken[row]).findFirst().orElse(-1);
        if (both >= 0) {
            throw new DataException(place + " has row " + both + " both in training and in test; choose one");
        }
        return new Splits(training, test);
    }

    private static int[] indices(String place, String text, int rows) {
        int[] indices = Arrays.stream(text.strip().split("[,\\s]+"))
                .mapToInt(word -> index(place, word, rows))
                .toArray();
        if (Arrays.stream(indices).distinct().count() < indices.length) {
            throw new DataException(place + " names a row twice");
        }
        return indices;
    }

    private static int index(String place, String word, int rows) {
        try {
            // Some published splits are written as floating-point numbers.
            double value = Double.parseDouble(word);
            if (value == (int) value && value >= 0 && value < rows) {
                return (int) value;
            }
            throw new DataException(place + " names row " + word + ", but rows go from 0 to " + (rows - 1));
        } catch (NumberFormatException e) {
            throw new DataException(place + " holds '" + word + "', which is no row index", e);
        }
    }
}
