package adjoint.examples.table;

import adjoint.examples.io.AtomicFiles;
import adjoint.examples.io.DataException;
import adjoint.inspect.Csv;
import adjoint.mdn.mixture.Mixture;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Draws targets at random from what a fitted model predicts. */
@Command(
        name = "sample",
        sortOptions = false,
        description = "Draws each row's targets at random from the predicted distribution, as CSV.")
public final class SampleCommand implements Runnable {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    @Option(names = "--model", required = true, paramLabel = "DIR", description = "Folder that fit has written.")
    private Path folder;

    @Option(names = "--data", required = true, paramLabel = "FILE", description = "Rows to draw for: CSV or .npy.")
    private Path data;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "1",
            description = "Draws for each row. Default: ${DEFAULT-VALUE}.")
    private int count;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            defaultValue = "1",
            description = "Seed of the draws. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--out", paramLabel = "FILE", description = "Where to write. Default: standard output.")
    private Path out;

    @Override
    public void run() {
        if (count < 1) {
            throw new DataException("--count is " + count + ", but must be at least 1");
        }
        TableModel model = TableModel.read(folder);
        List<Mixture> predicted = model.predict(Numbers.read(data));
        SplittableRandom random = new SplittableRandom(seed);
        Csv csv = new Csv(
                Stream.concat(Stream.of("row"), model.targets().stream()).toArray(String[]::new));
        for (int row = 0; row < predicted.size(); row++) {
            for (int i = 0; i < count; i++) {
                double[] draw = predicted.get(row).sample(random);
                Stream<Object> numbers = IntStream.range(0, draw.length).mapToObj(d -> draw[d]);
                csv.row(Stream.concat(Stream.of(row), numbers).toArray());
            }
        }
        if (out == null) {
            System.out.print(csv);
        } else {
            AtomicFiles.write(out, csv.toString());
        }
    }
}
