package adjoint.examples.table;

import adjoint.examples.io.DataException;
import adjoint.examples.io.OutputFolder;
import adjoint.mdn.fit.FitSettings;
import adjoint.mdn.mixture.Mixture;
import adjoint.mdn.model.DensityModel;
import adjoint.mdn.model.ModelFolder;
import adjoint.mdn.model.Predictor;
import adjoint.tensor.FormatException;
import adjoint.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A model and the columns it takes and predicts, as kept in a folder.
 *
 * @param model takes features and targets on their own scales
 * @param columns of the table it was fitted to
 */
record TableModel(DensityModel model, Columns columns) {
    private static final String FEATURES = "features";
    private static final String TARGETS = "targets";
    private static final int BATCH = 1_000;

    /** Writes the model with all that reading it back and repeating its fit needs. */
    void write(OutputFolder folder, FitSettings settings, Path data) {
        Map<String, Object> notes = Map.of(
                FEATURES,
                columns.features(),
                TARGETS,
                columns.targets(),
                "settings",
                settings,
                "data",
                data.toString());
        try {
            ModelFolder.write(folder.path(), model, notes);
        } catch (IOException e) {
            throw new DataException(folder.path() + ": cannot be written; choose another --out or free the disk", e);
        }
    }

    /** @throws DataException if the folder does not hold a whole model that was fitted to a table */
    static TableModel read(Path folder) {
        if (Files.exists(folder.resolve("family.json"))) {
            throw new DataException(folder + ": holds a model of fit --head, which only Java reads (FamilyFolder.read);"
                    + " predict, evaluate and sample take models that were fitted without --head");
        }
        try {
            ModelFolder.Saved saved = ModelFolder.open(folder);
            return new TableModel(
                    saved.model(),
                    new Columns(names(folder, saved.notes(), FEATURES), names(folder, saved.notes(), TARGETS)));
        } catch (FormatException e) {
            throw new DataException(e.getMessage(), e);
        } catch (IOException e) {
            throw new DataException(folder + ": holds no readable model; name a folder that fit has written", e);
        }
    }

    private static List<String> names(Path folder, Map<String, Object> notes, String what) {
        if (notes.get(what) instanceof List<?> names) {
            return names.stream().map(Object::toString).toList();
        }
        throw new DataException(folder + ": the model was not fitted to a table: it names no " + what);
    }

    /** The predicted distribution of the targets for each row. */
    List<Mixture> predict(double[][] inputs) {
        Predictor predictor = new Predictor(model);
        return IntStream.iterate(0, from -> from < inputs.length, from -> from + BATCH)
                .mapToObj(from -> Arrays.copyOfRange(inputs, from, Math.min(inputs.length, from + BATCH)))
                .flatMap(rows -> predictor.predict(Tensor.of(rows)).stream())
                .toList();
    }
}
