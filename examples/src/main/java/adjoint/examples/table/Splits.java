package adjoint.examples.table;

import adjoint.examples.io.DataException;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/**
 * Repeated divisions of a table's rows, counted from 0, into those to train and those to test on. They come from
 *
 * <ul>
 *   <li>a text file with a line for each split: its test rows, between blanks or commas, all others being training rows; or
 *       training rows, a semicolon, and test rows;
 *   <li>a JSON file with a list of splits, each {@code {"train": [...], "test": [...]}}, where train may be missing; the list
 *       may also be the value of "splits" in an object;
 *   <li>a folder with files {@code index_train_0.txt}, {@code index_test_0.txt} and so on, one row to a line, as the splits
 *       of the usual regression benchmarks are published.
 * </ul>
 */
public final class Splits {
    /**
     * One division.
     *
     * @param train rows to train on
     * @param test rows to test on, none of them in train
     */
    public record Split(int[] train, int[] test) {}

    private final Path source;
    private final int rows;
    private final List<Split> splits = new ArrayList<>();

    private Splits(Path source, int rows) {
        this.source = source;
        this.rows = rows;
    }

    /**
     * Reads the splits of a table of so many rows.
     *
     * @throws DataException if a row does not exist, or is in both parts of a split, or a part is empty
     */
    public static List<Split> read(Path source, int rows) {
        Splits splits = new Splits(source, rows);
        try {
            if (Files.isDirectory(source)) {
                splits.readFolder();
            } else {
                String text = Files.readString(source);
                if (text.stripLeading().startsWith("[") || text.stripLeading().startsWith("{")) {
                    splits.readJson(text);
                } else {
                    splits.readText(text);
                }
            }
        } catch (IOException e) {
            throw DataException.unreadable(source, e);
        } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
            throw new DataException(
                    source + ": is no list of splits in JSON (" + e.getMessage()
                            + "); each split needs \"test\": [row, ...]",
                    e);
        }
        if (splits.splits.isEmpty()) {
            throw new DataException(source + ": holds no splits; give a line of test rows for each");
        }
        return List.copyOf(splits.splits);
    }

    private void readFolder() throws IOException {
        for (int i = 0; Files.exists(source.resolve("index_test_" + i + ".txt")); i++) {
            int[] train = rows(Files.readString(source.resolve("index_train_" + i + ".txt")), "split " + i);
            int[] test = rows(Files.readString(source.resolve("index_test_" + i + ".txt")), "split " + i);
            add(train, test, "split " + i);
        }
    }

    private void readText(String text) {
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).replaceFirst("#.*", "");
            String place = "line " + (i + 1);
            if (!line.isBlank()) {
                String[] parts = line.split(";", -1);
                int[] test = rows(parts[parts.length - 1], place);
                if (parts.length > 2) {
                    throw new DataException(source + ": " + place + " has " + (parts.length - 1)
                            + " semicolons, but a split has one, between training and test rows");
                }
                add(parts.length == 2 ? rows(parts[0], place) : others(test), test, place);
            }
        }
    }

    private void readJson(String text) {
        JsonElement root = JsonParser.parseString(text);
        JsonElement list = root.isJsonObject() ? root.getAsJsonObject().get("splits") : root;
        if (list == null) {
            throw new DataException(source + ": an object of splits needs the list under \"splits\"");
        }
        for (JsonElement element : list.getAsJsonArray()) {
            String place = "split " + splits.size();
            JsonObject split = element.getAsJsonObject();
            if (!split.has("test")) {
                throw new DataException(source + ": " + place + " has no \"test\"");
            }
            int[] test = rows(split.get("test").getAsJsonArray(), place);
            add(split.has("train") ? rows(split.get("train").getAsJsonArray(), place) : others(test), test, place);
        }
    }

    private int[] rows(JsonArray numbers, String place) {
        return StreamSupport.stream(numbers.spliterator(), false)
                .mapToInt(number -> row(number.getAsString(), place))
                .toArray();
    }

    private int[] rows(String text, String place) {
        return Arrays.stream(text.split("[\\s,]+"))
                .filter(cell -> !cell.isEmpty())
                .mapToInt(cell -> row(cell, place))
                .toArray();
    }

    private int row(String cell, String place) {
        double number;
        try {
            number = Double.parseDouble(cell);
        } catch (NumberFormatException e) {
            throw new DataException(source + ": " + place + ": '" + cell + "' is no row number", e);
        }
        if (number != Math.rint(number) || !(number >= 0 && number < rows)) {
            throw new DataException(
                    source + ": " + place + ": there is no row " + cell + "; the table has rows 0 to " + (rows - 1));
        }
        return (int) number;
    }

    private int[] others(int[] test) {
        BitSet taken = new BitSet(rows);
        IntStream.of(test).forEach(taken::set);
        return IntStream.range(0, rows).filter(row -> !taken.get(row)).toArray();
    }

    private void add(int[] train, int[] test, String place) {
        BitSet trained = new BitSet(rows);
        IntStream.of(train).forEach(trained::set);
        int both = IntStream.of(test).filter(trained::get).findFirst().orElse(-1);
        if (both >= 0) {
            throw new DataException(source + ": " + place + ": row " + both + " is to be trained and tested on");
        }
        if (train.length == 0 || test.length == 0) {
            throw new DataException(source + ": " + place + ": has " + train.length + " training and " + test.length
                    + " test rows; both need some");
        }
        splits.add(new Split(train, test));
    }
}
