package adjoint.examples.table;

import adjoint.examples.io.AtomicFiles;
import adjoint.examples.io.DataException;
import adjoint.inspect.Csv;
import adjoint.mdn.mixture.Mixture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Summarises the predicted distribution for each row of a table. */
@Command(
        name = "predict",
        sortOptions = false,
        description = "Writes mean, standard deviation, most likely mode and quantiles of every target for each row.")
public final class PredictCommand implements Runnable {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    @Mixin
    private ModelOptions options;

    @Option(
            names = "--quantiles",
            paramLabel = "P",
            split = ",",
            defaultValue = "0.05,0.25,0.5,0.75,0.95",
            description = "Probabilities of the quantiles. Default: ${DEFAULT-VALUE}.")
    private double[] quantiles;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = "predictions.csv",
            description = "File that takes the predictions. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Override
    public void run() {
        for (double p : quantiles) {
            if (!(p >= 0 && p <= 1)) {
                throw new DataException("--quantiles holds " + p + ", but probabilities lie between 0 and 1"
                        + (p > 1 && p <= 100 ? "; write " + p / 100 + " for " + p + " %" : ""));
            }
        }
        options.requireApart(out);
        TableModel model = options.model();
        List<String> targets = model.columns().targets();
        Csv csv = new Csv(header(targets));
        for (Mixture prediction : model.predict(model.columns().inputs(options.sheet(model)))) {
            csv.row(row(prediction));
        }
        AtomicFiles.write(out, csv.toString());
    }

    private String[] header(List<String> targets) {
        List<String> names = new ArrayList<>();
        for (String target : targets) {
            names.addAll(List.of(target + ".mean", target + ".deviation", target + ".mode"));
            DoubleStream.of(quantiles).forEach(p -> names.add(target + ".q" + p));
        }
        return names.toArray(String[]::new);
    }

    /** The mode is that of each target by itself. */
    private Object[] row(Mixture prediction) {
        List<Object> cells = new ArrayList<>();
        for (int d = 0; d < prediction.dimension(); d++) {
            Mixture target = prediction.marginal(d);
            cells.add(target.mean()[0]);
            cells.add(Math.sqrt(target.covariance()[0][0]));
            cells.add(target.modes().get(0)[0]);
            DoubleStream.of(quantiles).forEach(p -> cells.add(target.quantile(p)));
        }
        return cells.toArray();
    }
}
