package adjoint.examples.table;

import adjoint.examples.io.DataException;
import adjoint.examples.io.OutputFolder;
import adjoint.mdn.fit.FitSettings;
import adjoint.mdn.fit.TableFit;
import adjoint.mdn.mixture.Covariance;
import adjoint.mdn.mixture.Scores;
import adjoint.mdn.train.Progress;
import adjoint.mdn.train.Table;
import adjoint.mdn.train.TrainingException;
import com.google.gson.GsonBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Fits conditional densities to a table and, where asked, tests them. */
@Command(
        name = "fit",
        sortOptions = false,
        description = "Fits an ensemble of mixture density networks to a table of numbers.")
public final class FitCommand implements Runnable {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    @Option(names = "--data", required = true, paramLabel = "FILE", description = "Training rows: CSV or .npy.")
    private Path data;

    @Option(
            names = "--target",
            required = true,
            paramLabel = "NAME",
            description = "Column to predict; may be repeated. Columns without names are called 0, 1, 2, ...")
    private List<String> targets;

    @Option(
            names = "--features",
            paramLabel = "NAME",
            split = ",",
            description = "Columns to predict from. Default: all others.")
    private List<String> features;

    @Option(
            names = "--components",
            paramLabel = "K",
            defaultValue = "3",
            description = "Components of each network's mixture. Default: ${DEFAULT-VALUE}.")
    private int components;

    @Option(
            names = "--covariance",
            paramLabel = "FORM",
            defaultValue = "diagonal",
            description = "Of the components: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Covariance covariance;

    @Option(
            names = "--hidden",
            paramLabel = "N",
            split = ",",
            defaultValue = "50",
            description = "Width of each hidden layer. Default: ${DEFAULT-VALUE}.")
    private List<Integer> hidden;

    @Option(
            names = "--members",
            paramLabel = "N",
            defaultValue = "10",
            description = "Networks in the ensemble. Default: ${DEFAULT-VALUE}.")
    private int members;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "200",
            description = "Passes over the training rows, at most. Default: ${DEFAULT-VALUE}.")
    private int epochs;

    @Option(
            names = "--patience",
            paramLabel = "N",
            defaultValue = "50",
            description = "Epochs without gain after which a network stops. Default: ${DEFAULT-VALUE}.")
    private int patience;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "32",
            description = "Rows in a mini-batch. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(
            names = "--rate",
            paramLabel = "RATE",
            defaultValue = "0.01",
            description = "First learning rate. Default: ${DEFAULT-VALUE}.")
    private double rate;

    @Option(
            names = "--decay",
            paramLabel = "DECAY",
            defaultValue = "0.01",
            description = "Weight decay. Default: ${DEFAULT-VALUE}.")
    private double decay;

    @Option(
            names = "--floor",
            paramLabel = "SHARE",
            defaultValue = "0.001",
            description = "Least variance of a component, as a share of the target's. Default: ${DEFAULT-VALUE}.")
    private double floor;

    @Option(
            names = "--validation",
            paramLabel = "SHARE",
            defaultValue = "0.1",
            description = "Share of the rows that each network is stopped by. Default: ${DEFAULT-VALUE}.")
    private double validation;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            defaultValue = "1",
            description = "Seed of everything random. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--test", paramLabel = "FILE", description = "Rows to test the model on.")
    private Path test;

    @Option(
            names = "--splits",
            paramLabel = "FILE",
            description = "Fit and test once for each line, which names test rows of --data by index from 0"
                    + " (or TRAINING ROWS | TEST ROWS); report mean and standard error.")
    private Path splits;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "model",
            description = "Folder that takes model and results. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Override
    public void run() {
        if (test != null && splits != null) {
            throw new DataException("--test and --splits are two ways to test; choose one");
        }
        Numbers numbers = Numbers.read(data);
        List<String> inputs = features(numbers);
        double[][] y = numbers.columns(targets);
        Table table = new Table(numbers.columns(inputs), y);
        List<Splits> lines = splits == null ? List.of() : Splits.read(splits, table.size());
        Numbers testing = test == null ? null : Numbers.read(test);
        if (testing != null) {
            testing.columns(inputs);
            testing.columns(targets);
        }
        FitSettings settings = settings();
        OutputFolder folder = OutputFolder.open(out);
        Map<String, Object> results = new LinkedHashMap<>();
        results.put("settings", map(inputs));
        results.put("rows", table.size());
        long start = System.nanoTime();
        if (splits != null) {
            addSplits(results, settings, table, y, lines);
        } else {
            TableModel model = new TableModel(fit(settings, table).model(), inputs, targets);
            model.write(folder.path(), map(inputs));
            if (testing != null) {
                addTest(results, model.evaluate(testing, seed));
            }
        }
        results.put("seconds", (System.nanoTime() - start) / 1e9);
        folder.write("results.json", line(results) + "\n");
        results.keySet().removeIf(key -> !key.startsWith("test") && !key.equals("seconds"));
        System.out.println(line(results));
    }

    private List<String> features(Numbers numbers) {
        List<String> chosen = features != null
                ? features
                : numbers.names().stream()
                        .filter(name -> !targets.contains(name))
                        .toList();
        if (chosen.isEmpty()) {
            throw new DataException(data + ": has no column left to predict from; name --features");
        }
        chosen.stream().filter(targets::contains).findFirst().ifPresent(name -> {
            throw new DataException("column '" + name + "' is both --target and in --features; choose one");
        });
        return chosen;
    }

    private FitSettings settings() {
        try {
            return new FitSettings(
                    components,
                    hidden,
                    epochs,
                    patience,
                    batch,
                    rate,
                    decay,
                    floor,
                    covariance,
                    members,
                    validation,
                    seed);
        } catch (IllegalArgumentException e) {
            throw new DataException(e.getMessage(), e);
        }
    }

    private TableFit.Fit fit(FitSettings settings, Table table) {
        try {
            return new TableFit(settings, Progress.none()).fit(table);
        } catch (IllegalArgumentException | TrainingException e) {
            throw new DataException(data + ": " + e.getMessage(), e);
        }
    }

    private void addSplits(
            Map<String, Object> results, FitSettings settings, Table table, double[][] y, List<Splits> lines) {
        SummaryStatistics nll = new SummaryStatistics();
        SummaryStatistics rmse = new SummaryStatistics();
        List<Map<String, Double>> each = new ArrayList<>();
        for (Splits split : lines) {
            TableFit.Fit fit = fit(settings, table.rows(split.training()));
            Scores scores = TableModel.evaluate(fit.model(), table, y, split.test(), seed);
            nll.addValue(scores.nll());
            rmse.addValue(scores.rmse());
            each.add(Map.of("nll", scores.nll(), "rmse", scores.rmse()));
            System.err.printf(Locale.ROOT, "split %d: NLL %.4f, RMSE %.4f%n", each.size(), scores.nll(), scores.rmse());
        }
        results.put("splits", each);
        results.put("test_nll", nll.getMean());
        results.put("test_nll_standard_error", standardError(nll));
        results.put("test_rmse", rmse.getMean());
        results.put("test_rmse_standard_error", standardError(rmse));
    }

    private static double standardError(SummaryStatistics values) {
        return values.getN() < 2 ? 0 : values.getStandardDeviation() / Math.sqrt(values.getN());
    }

    private static void addTest(Map<String, Object> results, Scores scores) {
        results.put("test", scores);
        results.put("test_nll", scores.nll());
        results.put("test_rmse", scores.rmse());
    }

    private static String line(Map<String, Object> results) {
        return new GsonBuilder().disableHtmlEscaping().create().toJson(results);
    }

    private Map<String, Object> map(List<String> inputs) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("data", data.toString());
        map.put("features", inputs);
        map.put("targets", targets);
        map.put("components", components);
        map.put("covariance", covariance.toString());
        map.put("hidden", hidden);
        map.put("members", members);
        map.put("epochs", epochs);
        map.put("patience", patience);
        map.put("batch", batch);
        map.put("rate", rate);
        map.put("decay", decay);
        map.put("floor", floor);
        map.put("validation", validation);
        map.put("seed", seed);
        return map;
    }
}
