package adjoint.examples.table;

import adjoint.examples.io.OutputFolder;
import adjoint.examples.report.Json;
import adjoint.mdn.mixture.Scores;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Scores a fitted model on a table that has the targets as well. */
@Command(
        name = "evaluate",
        sortOptions = false,
        description = "Scores a model on a table: likelihood, squared errors, CRPS, coverage and PIT histogram.")
public final class EvaluateCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    @Mixin
    private ModelOptions options;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            defaultValue = "1",
            description = "Seed of the random draws that are scored. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "evaluation",
            description = "Folder that takes results.json. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Override
    public void run() {
        options.requireApart(out.resolve("results.json"));
        TableModel model = options.model();
        Sheet sheet = options.sheet(model);
        Scores scores = Scores.of(
                model.predict(model.columns().inputs(sheet)), model.columns().outputs(sheet), seed);
        Map<String, Object> last = new LinkedHashMap<>();
        last.put("test_nll", scores.nll());
        last.put("test_rmse", scores.rmse());
        Map<String, Object> results = new LinkedHashMap<>();
        results.put("command", "evaluate");
        results.put("data", sheet.source().toString());
        results.put("rows", sheet.size());
        results.put("test", scores);
        results.putAll(last);
        OutputFolder.open(out).write("results.json", Json.line(results));
        spec.commandLine().getOut().print(Json.line(last));
        spec.commandLine().getOut().flush();
    }
}
