package adjoint.examples.table;

import adjoint.examples.report.Json;
import adjoint.mdn.mixture.Scores;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Scores a fitted model on a table. */
@Command(
        name = "evaluate",
        sortOptions = false,
        description = "Scores a model on a table, as JSON: likelihood, squared errors, CRPS and calibration.")
public final class EvaluateCommand implements Runnable {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    @Option(names = "--model", required = true, paramLabel = "DIR", description = "Folder that fit has written.")
    private Path folder;

    @Option(names = "--data", required = true, paramLabel = "FILE", description = "Rows with targets: CSV or .npy.")
    private Path data;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            defaultValue = "1",
            description = "Seed of the random draws. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Override
    public void run() {
        Numbers numbers = Numbers.read(data);
        Scores scores = TableModel.read(folder).evaluate(numbers, seed);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("rows", numbers.rows().length);
        json.put("rmse", scores.rmse());
        json.put("scores", scores);
        System.out.print(Json.write(json));
    }
}
