package adjoint.examples.table;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that name a table and what to learn of it. */
final class DataOptions extends SheetOptions {
    @Option(
            names = "--data",
            paramLabel = "FILE",
            required = true,
            description =
                    "Table of numbers: text with commas, semicolons, tabs or white space, with or without a line of"
                            + " column names; or a .npy matrix.")
    private Path data;

    @Option(
            names = "--target",
            paramLabel = "COLUMN",
            split = ",",
            description =
                    "What to predict: a name, in double quotes of its own if it holds a comma, or a position from 0 on (-1"
                            + " is the last). Repeat it or put commas for several. Default: the last column.")
    private List<String> targets = List.of();

    @Option(
            names = "--features",
            paramLabel = "COLUMN",
            split = ",",
            description =
                    "What to predict from. Default: all other columns, but for a first one without a name beside others"
                            + " that have one, which numbers the rows.")
    private List<String> features = List.of();

    @Option(names = "--drop-constant", description = "Leave out features that are the same in every row.")
    private boolean dropConstant;

    /** Quotes have kept a name with commas together. */
    private static List<String> unquoted(List<String> names) {
        return names.stream()
                .map(name -> name.matches("\".+\"") ? name.substring(1, name.length() - 1) : name)
                .toList();
    }

    Path path() {
        return data;
    }

    Sheet sheet() {
        return read(data, List.of());
    }

    Columns columns(Sheet sheet) {
        Columns columns = Columns.choose(sheet, unquoted(targets), unquoted(features), dropConstant);
        if (sheet.hasIndex()
                && features.isEmpty()
                && !columns.targets().contains(sheet.names().get(0))) {
            say(sheet.source() + ": the first column has no name, so it is taken to number the rows and is no feature;"
                    + " if it is one, list it under --features as '"
                    + sheet.names().get(0) + "'");
        }
        return columns;
    }
}
