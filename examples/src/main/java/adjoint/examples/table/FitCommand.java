package adjoint.examples.table;

import adjoint.examples.io.DataException;
import adjoint.examples.io.OutputFolder;
import adjoint.examples.report.Json;
import adjoint.mdn.mixture.Scores;
import adjoint.mdn.model.Ensemble;
import adjoint.mdn.train.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
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
    private RecipeOptions recipe;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "model",
            description = "Folder that takes the model and results.json. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Override
    public void run() {
        if (test != null && splits != null) {
            throw new DataException("--test and --splits exclude each other; drop one");
        }
        Recipe chosen = recipe.recipe();
        Sheet sheet = data.sheet();
        Columns columns = data.columns(sheet);
        Table table = columns.examples(sheet);
        Table testing = test == null ? null : columns.examples(Sheet.read(test));
        List<Splits.Split> divisions = splits == null ? List.of() : Splits.read(splits, table.size());
        if (splits == null) {
            chosen.requireRows(table.size());
        }
        divisions.forEach(split -> chosen.requireRows(split.train().length));
        OutputFolder folder = OutputFolder.open(out);
        Map<String, Object> results = new LinkedHashMap<>();
        results.put("command", "fit");
        results.put("data", sheet.source().toString());
        results.put("rows", table.size());
        results.put("features", columns.features());
        results.put("targets", columns.targets());
        results.put("settings", chosen.toMap());
        long start = System.nanoTime();
        Map<String, Object> last = splits == null
                ? fit(chosen, columns, table, testing, folder, results)
                : repeat(chosen, columns, table, divisions, results);
        results.put("seconds", (System.nanoTime() - start) / 1e9);
        results.putAll(last);
        folder.write("results.json", Json.line(results));
        spec.commandLine().getOut().print(Json.line(last));
        spec.commandLine().getOut().flush();
    }

    /** The model of the whole table; the figures are those of the test table or else of the held-out rows. */
    private Map<String, Object> fit(
            Recipe chosen,
            Columns columns,
            Table table,
            Table testing,
            OutputFolder folder,
            Map<String, Object> results) {
        Map<String, Object> last = new LinkedHashMap<>();
        try (ProgressBar bar = bar(chosen.members())) {
            List<Double> validation = new ArrayList<>();
            Ensemble model = chosen.fit(table, (member, nll, epochs) -> {
                validation.add(nll);
                bar.step();
            });
            new TableModel(model, columns).write(folder, chosen, data.path());
            results.put("validation_nll_of_members", validation);
            last.put(
                    "validation_nll",
                    validation.stream().mapToDouble(nll -> nll).average().orElseThrow());
            if (testing != null) {
                Scores scores = score(model, columns, testing, chosen);
                results.put("test", scores);
                last.clear();
                last.put("test_nll", scores.nll());
                last.put("test_rmse", scores.rmse());
            }
        }
        return last;
    }

    /** Means over all splits, with their standard errors. */
    private Map<String, Object> repeat(
            Recipe chosen, Columns columns, Table table, List<Splits.Split> divisions, Map<String, Object> results) {
        List<Scores> all = new ArrayList<>();
        try (ProgressBar bar = bar(chosen.members() * divisions.size())) {
            for (Splits.Split split : divisions) {
                Ensemble model = chosen.fit(table.rows(split.train()), (member, nll, epochs) -> bar.step());
                all.add(score(model, columns, table.rows(split.test()), chosen));
                bar.setExtraMessage(
                        String.format(" NLL %.3f", mean(all, Scores::nll).getMean()));
            }
        }
        results.put("splits", all);
        Map<String, Object> last = new LinkedHashMap<>();
        putMean(last, "test_nll", mean(all, Scores::nll));
        putMean(last, "test_rmse", mean(all, Scores::rmse));
        return last;
    }

    private static Scores score(Ensemble model, Columns columns, Table testing, Recipe chosen) {
        return Scores.of(new TableModel(model, columns).predict(testing.x()), testing.y(), chosen.seed());
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

    private static ProgressBar bar(int steps) {
        return new ProgressBarBuilder()
                .setTaskName("fit")
                .setInitialMax(steps)
                .setStyle(ProgressBarStyle.ASCII)
                .build();
    }
}
