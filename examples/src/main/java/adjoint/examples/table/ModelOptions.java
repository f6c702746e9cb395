package adjoint.examples.table;

import adjoint.examples.io.Inputs;
import java.nio.file.Path;
import java.util.stream.Stream;
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

    /** The table, whose columns the model knows. */
    Sheet sheet(TableModel model) {
        return read(data, model.columns().features());
    }

    /** Refuses to write the output over the table or the model. */
    void requireApart(Path out) {
        Inputs.requireApart(out, "--data", data);
        Inputs.requireApart(
                out,
                "--model",
                Stream.of("model.json", "parameters.npz", "results.json", "run.json")
                        .map(model::resolve)
                        .toArray(Path[]::new));
    }
}
