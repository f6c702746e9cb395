package adjoint.examples.table;

import adjoint.examples.io.DataException;
import adjoint.mdn.mixture.Mixture;
import adjoint.mdn.mixture.Scores;
import adjoint.mdn.model.DensityModel;
import adjoint.mdn.model.ModelFolder;
import adjoint.mdn.model.Predictor;
import adjoint.mdn.train.Table;
import adjoint.tensor.FormatException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A model with the names of the columns it reads and predicts.
 *
 * @param features columns of the input
 * @param targets columns of the target
 */
record TableModel(DensityModel model, List<String> features, List<String> targets) {
    private static final String FEATURES = "features";
    private static final String TARGETS = "targets";

    static TableModel read(Path folder) {
        try {
            DensityModel model = ModelFolder.read(folder);
            Map<String, Object> notes = ModelFolder.notes(folder);
            return new TableModel(model, names(folder, notes, FEATURES), names(folder, notes, TARGETS));
        } catch (NoSuchFileException e) {
            throw new DataException(
                    folder + ": holds no model, " + e.getMessage() + " is missing; make one with fit", e);
        } catch (FormatException e) {
            throw new DataException(e.getMessage(), e);
        } catch (IOException e) {
            throw DataException.unreadable(folder, e);
        }
    }

    private static List<String> names(Path folder, Map<String, Object> notes, String field) {
        if (notes.get(field) instanceof List<?> names) {
            return names.stream().map(String::valueOf).toList();
        }
        throw new DataException(folder + ": its notes do not name the " + field + ", so it is no model of a table");
    }

    void write(Path folder, Map<String, ?> settings) {
        Map<String, Object> notes = new LinkedHashMap<>();
        notes.put(FEATURES, features);
        notes.put(TARGETS, targets);
        notes.put("settings", settings);
        try {
            ModelFolder.write(folder, model, notes);
        } catch (IOException e) {
            throw new DataException(folder + ": cannot be written; choose another place or free the disk", e);
        }
    }

    /** Predictions for the rows of a table that has the features, whatever else it has. */
    List<Mixture> predict(Numbers numbers) {
        double[][] x = numbers.columns(features);
        return new Predictor(model).predict(new Table(x, new double[x.length][targets.size()]));
    }

    /** Scores on the rows of a table that has features and targets. */
    Scores evaluate(Numbers numbers, long seed) {
        return Scores.of(predict(numbers), numbers.columns(targets), seed);
    }

    /** Scores on some of a table's rows. */
    static Scores evaluate(DensityModel model, Table table, double[][] y, int[] rows, long seed) {
        double[][] observed = IntStream.of(rows).mapToObj(i -> y[i]).toArray(double[][]::new);
        return Scores.of(new Predictor(model).predict(table.rows(rows)), observed, seed);
    }
}
