package adjoint.examples.table;

import adjoint.examples.io.DataException;
import adjoint.examples.io.Interruption;
import adjoint.examples.io.OutputFolder;
import adjoint.examples.report.Json;
import adjoint.mdn.fit.FamilyFit;
import adjoint.mdn.fit.FamilyFolder;
import adjoint.mdn.fit.FitSettings;
import adjoint.mdn.fit.TableFit;
import adjoint.mdn.head.Family;
import adjoint.mdn.mixture.Scores;
import adjoint.mdn.train.Table;
import adjoint.mdn.train.TrainingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Fits conditional densities to a table and scores them on rows that were not fitted. */
@Command(
        name = "fit",
        sortOptions = false,
        description = "Learns the distribution of some columns of a table given the others, and keeps the model.")
public final class FitCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    @Mixin
    private DataOptions data;

    @Option(
            names = "--test",
            paramLabel = "FILE",
            description = "Table to score the model on; it needs the same columns.")
    private Path test;

    @Option(
            names = "--splits",
            paramLabel = "FILE",
            description =
                    "Repeat training and test on divisions of the table instead of keeping a model. A line for each:"
                            + " its test rows, counted from 0. Or training rows, a semicolon, test rows; or JSON,"
                            + " [{\"train\": [...], \"test\": [...]}, ...]; or a folder of index_train_0.txt, index_test_0.txt, ...")
    private Path splits;

    @Mixin
    private FitOptions options;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "model",
            description = "Folder that takes the model and results.json. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Option(
            names = "--resume",
            description = "Go on with the run of the same options and data that was stopped in --out.")
    private boolean resume;

    @Override
    public void run() {
        if (test != null && splits != null) {
            throw new DataException("--test and --splits exclude each other; drop one");
        }
        Sheet sheet = data.sheet();
        Columns columns = data.columns(sheet);
        Table table = columns.examples(sheet);
        FitSettings settings = options.settings(table.size());
        Table testing = test == null ? null : columns.examples(data.read(test, columns.features()));
        List<Splits.Split> divisions = splits == null ? List.of() : Splits.read(splits, table.size());
        if (splits == null) {
            FitOptions.requireRows(settings, table.size());
        }
        divisions.forEach(split -> FitOptions.requireRows(settings, split.train().length));
        FitRun.requireVaryingTargets(columns, table, divisions);
        FitOptions.requireRoom(settings, columns);
        List<Family> families = options.families(table);
        if (splits != null && !families.isEmpty()) {
            throw new DataException("--head and --splits exclude each other; drop one");
        }
        OutputFolder folder = OutputFolder.open(out);
        FitCheckpoint checkpoint =
                FitCheckpoint.open(folder, FitRun.described(settings, columns, table, divisions), resume);
        Map<String, Object> results = new LinkedHashMap<>();
        results.put("command", "fit");
        results.put("data", sheet.source().toString());
        results.put("rows", table.size());
        results.put("features", columns.features());
        results.put("targets", columns.targets());
        results.put("settings", settings);
        Map<String, Object> last = new LinkedHashMap<>();
        long start = System.nanoTime();
        if (families.isEmpty()) {
            Interruption.resumable(folder, () -> {
                try (FitBar bar = new FitBar((long) TableFit.epochs(settings) * Math.max(1, divisions.size()))) {
                    FitRun run = new FitRun(settings, columns, table, checkpoint, bar);
                    last.putAll(
                            splits == null
                                    ? whole(run, testing, folder, results)
                                    : repeat(run, divisions, bar, results));
                }
            });
        } else {
            last.putAll(family(families, table, testing, settings, folder));
        }
        results.put("seconds", (System.nanoTime() - start) / 1e9);
        results.putAll(last);
        folder.write("results.json", Json.line(results));
        checkpoint.remove();
        spec.commandLine().getOut().print(Json.line(last));
        spec.commandLine().getOut().flush();
    }

    /** Networks of the likeliest of some families; likelihoods of countable targets are probabilities. */
    private static Map<String, Object> family(
            List<Family> families, Table table, Table testing, FitSettings settings, OutputFolder folder) {
        Map<String, Object> last = new LinkedHashMap<>();
        try {
            FamilyFit.Fit fit = new FamilyFit(settings).fit(table, families);
            FamilyFolder.write(folder.path(), fit);
            last.put("head", fit.family().name());
            last.put("validation_nll", fit.heldOutNll());
            if (testing != null) {
                last.put("test_nll", -StatUtils.mean(fit.logLikelihoods(testing)));
            }
        } catch (IllegalArgumentException e) {
            throw new DataException("--head: " + e.getMessage(), e);
        } catch (TrainingException e) {
            throw new DataException("training failed: " + e.getMessage() + " (--rate)", e);
        } catch (IOException e) {
            throw new DataException(folder.path() + ": cannot be written; choose another --out or free the disk", e);
        }
        return last;
    }

    /** The model of the whole table; the figures are those of the test table or else of the held-out rows. */
    private Map<String, Object> whole(FitRun run, Table testing, OutputFolder folder, Map<String, Object> results) {
        TableFit.Fit fit = run.whole();
        new TableModel(fit.model(), run.columns()).write(folder, run.settings(), data.path());
        results.put("noise", fit.noise());
        results.put("linear_share", fit.linearShare());
        if (testing == null) {
            return Map.of("validation_nll", fit.heldOutNll());
        }
        Scores scores = run.score(fit.model(), testing);
        results.put("test", scores);
        Map<String, Object> last = new LinkedHashMap<>();
        last.put("test_nll", scores.nll());
        last.put("test_rmse", scores.rmse());
        return last;
    }

    /** Means over all splits, with their standard errors. */
    private static Map<String, Object> repeat(
            FitRun run, List<Splits.Split> divisions, FitBar bar, Map<String, Object> results) {
        List<Scores> all = new ArrayList<>();
        for (Splits.Split split : divisions) {
            all.add(run.split(all.size(), split));
            bar.show("NLL", mean(all, Scores::nll).getMean());
        }
        results.put("splits", all);
        Map<String, Object> last = new LinkedHashMap<>();
        putMean(last, "test_nll", mean(all, Scores::nll));
        putMean(last, "test_rmse", mean(all, Scores::rmse));
        return last;
    }

    private static SummaryStatistics mean(List<Scores> all, ToDoubleFunction<Scores> figure) {
        SummaryStatistics statistics = new SummaryStatistics();
        all.forEach(scores -> statistics.addValue(figure.applyAsDouble(scores)));
        return statistics;
    }

    private static void putMean(Map<String, Object> map, String name, SummaryStatistics statistics) {
        map.put(name, statistics.getMean());
        map.put(name + "_standard_error", statistics.getStandardDeviation() / Math.sqrt(statistics.getN()));
    }
}
