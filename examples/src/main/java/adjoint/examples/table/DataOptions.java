package adjoint.examples.table;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that name a table and what to learn of it. */
final class DataOptions {
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
                    "What to predict: a name, or a position from 0 on (-1 is the last). Repeat it or put commas for"
                            + " several. Default: the last column.")
    private List<String> targets = List.of();

    @Option(
            names = "--features",
            paramLabel = "COLUMN",
            split = ",",
            description = "What to predict from. Default: all other columns.")
    private List<String> features = List.of();

    @Option(names = "--drop-constant", description = "Leave out features that are the same in every row.")
    private boolean dropConstant;

    Path path() {
        return data;
    }

    Sheet sheet() {
        return Sheet.read(data);
    }

    Columns columns(Sheet sheet) {
        return Columns.choose(sheet, targets, features, dropConstant);
    }
}
