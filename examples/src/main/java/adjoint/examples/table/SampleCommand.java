package adjoint.examples.table;

import adjoint.examples.io.AtomicFiles;
import adjoint.examples.io.DataException;
import adjoint.inspect.Csv;
import adjoint.mdn.mixture.Mixture;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Draws targets from the predicted distributions. */
@Command(
        name = "sample",
        sortOptions = false,
        description = "Writes random targets for each row, drawn from its predicted distribution.")
public final class SampleCommand implements Runnable {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    @Mixin
    private ModelOptions options;

    @Option(
            names = "--number",
            paramLabel = "N",
            defaultValue = "1",
            description = "Draws for each row. Default: ${DEFAULT-VALUE}.")
    private int number;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            defaultValue = "1",
            description = "Seed of the draws. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = "samples.csv",
            description =
                    "File that takes the draws, with the number of the row each is for. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Override
    public void run() {
        if (number < 1) {
            throw new DataException("--number is " + number + ", but must be at least 1");
        }
        TableModel model = options.model();
        SplittableRandom random = new SplittableRandom(seed);
        Csv csv = new Csv(Stream.concat(Stream.of("row"), model.columns().targets().stream())
                .toArray(String[]::new));
        List<Mixture> predictions = model.predict(model.columns().inputs(options.sheet()));
        for (int row = 0; row < predictions.size(); row++) {
            for (int i = 0; i < number; i++) {
                double[] draw = predictions.get(row).sample(random);
                csv.row(Stream.concat(Stream.of(row), Arrays.stream(draw).boxed())
                        .toArray());
            }
        }
        AtomicFiles.write(out, csv.toString());
    }
}
