package adjoint.examples.table;

import adjoint.examples.io.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options that name a fitted model and a table to use it on. */
final class ModelOptions extends SheetOptions {
    @Option(
            names = "--model",
            paramLabel = "DIR",
            defaultValue = "model",
            description = "Folder that fit has written. Default: ${DEFAULT-VALUE}.")
    private Path model;

    @Option(
            names = "--data",
            paramLabel = "FILE",
            required = true,
            description = "Table with the model's features under the names, or at the positions, that it was fitted to;"
                    + " or of nothing but them, in order, without a header.")
    private Path data;

    TableModel model() {
        return TableModel.read(model);
    }

    Sheet sheet() {
        return read(data);
    }

    /** Refuses to write the output over the table. */
    void requireApart(Path out) {
        if (Files.exists(out) && Files.exists(data) && sameFile(out)) {
            throw new DataException("--out and --data both name " + data + "; choose another --out");
        }
    }

    private boolean sameFile(Path out) {
        try {
            return Files.isSameFile(out, data);
        } catch (IOException e) {
            throw DataException.unreadable(out, e);
        }
    }
}
