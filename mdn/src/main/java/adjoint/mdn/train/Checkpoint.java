package adjoint.mdn.train;

import adjoint.tensor.FormatException;
import adjoint.tensor.Npz;
import adjoint.tensor.Tensor;
import adjoint.tensor.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A file that holds all that training changes, replaced as a whole after each epoch, so that a run that was killed at any
 * moment continues from its last whole epoch and ends with the same bits.
 *
 * @param file an .npz archive
 * @param settings everything that the run depends on; a checkpoint of other settings is refused
 */
record Checkpoint(Path file, String settings) {
    private static final String SETTINGS = "settings";
    private static final String HISTORY = "history";
    private static final String STATE = "state.";
    private static final String BEST = "best.";

    /** Columns of the history before the metrics: number, rate, loss and three of seconds. */
    private static final int FIXED = 6;

    void write(TrainingState state) {
        Map<String, Tensor> arrays = new LinkedHashMap<>();
        arrays.put(SETTINGS, Tensor.of(settings.codePoints().toArray()));
        arrays.put(
                HISTORY, Tensor.of(state.history().stream().map(Checkpoint::row).toArray(double[][]::new)));
        state.all().forEach(variable -> arrays.put(STATE + variable.name(), variable.get()));
        for (int i = 0; i < state.best().size(); i++) {
            arrays.put(BEST + state.model().get(i).name(), state.best().get(i));
        }
        try {
            WholeFile.write(file, Npz.encode(arrays));
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be written; free the disk or choose another place", e);
        }
    }

    private static double[] row(Epoch epoch) {
        double[] row = new double[FIXED + epoch.metrics().size()];
        row[0] = epoch.number();
        row[1] = epoch.rate();
        row[2] = epoch.loss();
        row[3] = epoch.seconds();
        row[4] = epoch.stepSeconds();
        row[5] = epoch.cpuSeconds();
        int column = FIXED;
        for (double metric : epoch.metrics().values()) {
            row[column++] = metric;
        }
        return row;
    }

    /**
     * Restores the state where there is a checkpoint.
     *
     * @param metrics names of the metrics, in order
     */
    void read(TrainingState state, List<String> metrics) {
        if (!Files.exists(file)) {
            return;
        }
        Map<String, Tensor> arrays;
        try {
            arrays = Npz.decode(file.toString(), Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read; check its permissions", e);
        }
        int[] points = array(arrays, SETTINGS).ints();
        String written = new String(points, 0, points.length);
        if (!written.equals(settings)) {
            throw new FormatException(file + ": is of a run with other settings; remove it or repeat them. It has "
                    + written + ", this run has " + settings);
        }
        Tensor history = array(arrays, HISTORY);
        for (int i = 0; i < history.dim(0); i++) {
            state.history().add(epoch(history, i, metrics));
        }
        state.all().forEach(variable -> variable.set(array(arrays, STATE + variable.name())));
        if (arrays.containsKey(BEST + state.model().get(0).name())) {
            List<Tensor> best = new ArrayList<>();
            state.model().forEach(variable -> best.add(array(arrays, BEST + variable.name())));
            state.best(best);
        }
    }

    private Tensor array(Map<String, Tensor> arrays, String name) {
        Tensor array = arrays.get(name);
        if (array == null) {
            throw new FormatException(
                    file + ": lacks '" + name + "', so it is of another model; remove it to start anew");
        }
        return array;
    }

    private static Epoch epoch(Tensor history, int row, List<String> metrics) {
        Map<String, Double> values = new LinkedHashMap<>();
        for (int i = 0; i < metrics.size(); i++) {
            values.put(metrics.get(i), history.at(row, FIXED + i));
        }
        return new Epoch(
                (int) history.at(row, 0),
                history.at(row, 1),
                history.at(row, 2),
                values,
                history.at(row, 3),
                history.at(row, 4),
                history.at(row, 5));
    }
}
