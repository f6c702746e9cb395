package adjoint.examples.table;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options that name a fitted model and a table to use it on. */
final class ModelOptions {
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
        return Sheet.read(data);
    }
}
