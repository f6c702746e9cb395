package adjoint.examples.table;

import adjoint.examples.io.AtomicFiles;
import adjoint.examples.io.DataException;
import adjoint.inspect.Csv;
import adjoint.mdn.mixture.Mixture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes what a fitted model predicts for each row of a table. */
@Command(
        name = "predict",
        sortOptions = false,
        description = "Predicts each row's targets: mean, standard deviation and quantiles, as CSV.")
public final class PredictCommand implements Runnable {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    @Option(names = "--model", required = true, paramLabel = "DIR", description = "Folder that fit has written.")
    private Path folder;

    @Option(names = "--data", required = true, paramLabel = "FILE", description = "Rows to predict: CSV or .npy.")
    private Path data;

    @Option(
            names = "--quantiles",
            paramLabel = "P",
            split = ",",
            defaultValue = "0.05,0.5,0.95",
            description = "Probabilities of the quantiles. Default: ${DEFAULT-VALUE}.")
    private List<Double> quantiles;

    @Option(names = "--out", paramLabel = "FILE", description = "Where to write. Default: standard output.")
    private Path out;

    @Override
    public void run() {
        quantiles.stream().filter(p -> !(p > 0 && p < 1)).findFirst().ifPresent(p -> {
            throw new DataException("--quantiles has " + p + ", but probabilities lie between 0 and 1");
        });
        TableModel model = TableModel.read(folder);
        List<Mixture> predicted = model.predict(Numbers.read(data));
        List<String> header = new ArrayList<>();
        for (String target : model.targets()) {
            header.add(target + "_mean");
            header.add(target + "_deviation");
            quantiles.forEach(p -> header.add(target + "_q" + p));
        }
        Csv csv = new Csv(header.toArray(String[]::new));
        predicted.forEach(mixture -> csv.row(cells(mixture)));
        if (out == null) {
            System.out.print(csv);
        } else {
            AtomicFiles.write(out, csv.toString());
        }
    }

    private Object[] cells(Mixture mixture) {
        List<Object> cells = new ArrayList<>();
        for (int d = 0; d < mixture.dimension(); d++) {
            Mixture marginal = mixture.marginal(d);
            cells.add(marginal.mean()[0]);
            cells.add(Math.sqrt(marginal.covariance()[0][0]));
            quantiles.forEach(p -> cells.add(marginal.quantile(p)));
        }
        return cells.toArray();
    }
}
