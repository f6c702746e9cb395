package adjoint.examples.table;

import adjoint.examples.io.DataException;
import adjoint.examples.report.Json;
import adjoint.mdn.fit.FitSettings;
import adjoint.mdn.fit.TableFit;
import adjoint.mdn.mixture.Scores;
import adjoint.mdn.model.Ensemble;
import adjoint.mdn.train.Digest;
import adjoint.mdn.train.Table;
import adjoint.mdn.train.TrainingException;
import adjoint.tensor.FormatException;
import adjoint.tensor.Tensor;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * Fits a whole table, or one split of it after the other; what was finished before the run was stopped is not done again.
 *
 * @param progress is told of epochs; see {@link TableFit}
 */
record FitRun(FitSettings settings, Columns columns, Table table, FitCheckpoint checkpoint, IntConsumer progress) {
    private static final int SHOWN_DIGITS = 12;

    /** All that the results of a run depend on, tables and splits by their digests. */
    static JsonObject described(FitSettings settings, Columns columns, Table table, List<Splits.Split> divisions) {
        JsonObject run = JsonParser.parseString(Json.line(settings)).getAsJsonObject();
        run.addProperty("features", String.join(",", columns.features()));
        run.addProperty("targets", String.join(",", columns.targets()));
        run.addProperty("data with digest", table.digest().substring(0, SHOWN_DIGITS));
        Map<String, Tensor> rows = new LinkedHashMap<>();
        for (Splits.Split split : divisions) {
            rows.put("train " + rows.size(), Tensor.of(split.train()));
            rows.put("test " + rows.size(), Tensor.of(split.test()));
        }
        run.addProperty("splits with digest", Digest.of(rows).substring(0, SHOWN_DIGITS));
        return run;
    }

    /** Refuses splits in whose training rows a target is always the same. */
    static void requireVaryingTargets(Columns columns, Table table, List<Splits.Split> divisions) {
        for (int number = 0; number < divisions.size(); number++) {
            double[][] y = table.rows(divisions.get(number).train()).y();
            for (int d = 0; d < table.targets(); d++) {
                int target = d;
                if (Arrays.stream(y).allMatch(row -> row[target] == y[0][target])) {
                    throw new DataException(
                            "split " + number + ": target '" + columns.targets().get(d) + "' is " + y[0][d]
                                    + " in all training rows; put rows with other targets among them");
                }
            }
        }
    }

    /** The ensemble of the whole table. */
    TableFit.Fit whole() {
        return fit("whole", table);
    }

    /** The scores on the test rows of a split of an ensemble of its training rows. */
    Scores split(int number, Splits.Split split) {
        String name = "split-" + number;
        Optional<Scores> kept = checkpoint.scores(name);
        if (kept.isPresent()) {
            progress.accept(TableFit.epochs(settings));
            return kept.get();
        }
        Ensemble model = fit(name, table.rows(split.train())).model();
        Scores scores = score(model, table.rows(split.test()));
        checkpoint.finish(name, scores);
        return scores;
    }

    Scores score(Ensemble model, Table testing) {
        return Scores.of(new TableModel(model, columns).predict(testing.x()), testing.y(), settings.seed());
    }

    private TableFit.Fit fit(String name, Table training) {
        try {
            return new TableFit(settings, progress)
                    .checkpoints(checkpoint.networks(name))
                    .fit(training);
        } catch (TrainingException e) {
            throw new DataException("training failed: " + e.getMessage() + " (--rate)", e);
        } catch (FormatException | UncheckedIOException e) {
            throw new DataException(e.getMessage(), e);
        }
    }
}
