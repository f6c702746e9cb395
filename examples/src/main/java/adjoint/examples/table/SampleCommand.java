package adjoint.examples.table;

import adjoint.examples.io.AtomicFiles;
import adjoint.examples.io.DataException;
import adjoint.inspect.Csv;
import adjoint.mdn.mixture.Mixture;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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
    /** A number takes about so many characters in the file, which is in memory so many times. */
    private static final double CHARACTERS = 20;

    private static final double COPIES = 4;
    private static final double GIGA = 1e9;

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
        options.requireApart(out);
        TableModel model = options.model();
        SplittableRandom random = new SplittableRandom(seed);
        Csv csv = new Csv(Stream.concat(Stream.of("row"), model.columns().targets().stream())
                .toArray(String[]::new));
        List<Mixture> predictions = model.predict(model.columns().inputs(options.sheet(model)));
        requireRoom((double) predictions.size()
                * number
                * (1 + model.columns().targets().size()));
        for (int row = 0; row < predictions.size(); row++) {
            for (int i = 0; i < number; i++) {
                double[] draw = predictions.get(row).sample(random);
                csv.row(Stream.concat(Stream.of(row), Arrays.stream(draw).boxed())
                        .toArray());
            }
        }
        AtomicFiles.write(out, csv.toString());
    }

    /** Refuses draws whose text no string can hold. */
    private static void requireRoom(double numbers) {
        double room = Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / COPIES);
        if (numbers * CHARACTERS > room) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "--number asks for %.3g numbers, a file of about %.1f GB, of which %.1f can be made; ask for fewer",
                    numbers,
                    numbers * CHARACTERS / GIGA,
                    room / GIGA));
        }
    }
}
