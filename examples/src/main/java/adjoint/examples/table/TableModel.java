package adjoint.examples.table;

import adjoint.examples.io.DataException;
import adjoint.examples.io.OutputFolder;
import adjoint.mdn.model.DensityModel;
import adjoint.mdn.model.ModelFolder;
import java.io.IOException;
import java.util.Map;

/**
 * A model and the columns it takes and predicts, as kept in a folder.
 *
 * @param model takes features and targets on their own scales
 * @param columns of the table it was fitted to
 */
record TableModel(DensityModel model, Columns columns) {
    static void write(OutputFolder folder, DensityModel model, Columns columns, Recipe recipe) {
        try {
            ModelFolder.write(
                    folder.path(),
                    model,
                    Map.of(
                            "features", columns.features(),
                            "targets", columns.targets(),
                            "settings", recipe.toMap()));
        } catch (IOException e) {
            throw new DataException(folder.path() + ": cannot be written; choose another --out or free the disk", e);
        }
    }
}
