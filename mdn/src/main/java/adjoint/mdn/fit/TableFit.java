package adjoint.mdn.fit;

import adjoint.mdn.layer.Activation;
import adjoint.mdn.layer.Architecture;
import adjoint.mdn.model.Ensemble;
import adjoint.mdn.model.MixtureDensityNetwork;
import adjoint.mdn.model.Standardised;
import adjoint.mdn.optimise.Adam;
import adjoint.mdn.optimise.Schedule;
import adjoint.mdn.train.Epoch;
import adjoint.mdn.train.Order;
import adjoint.mdn.train.Progress;
import adjoint.mdn.train.Table;
import adjoint.mdn.train.Trainer;
import adjoint.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Fits an ensemble of mixture density networks to a table. Each member holds out other rows to be stopped by, so that
 * together they learn from all; means, deviations and first components come from the rows it does learn from.
 */
public final class TableFit {
    /** Fewer rows than this cannot be split into something to learn from and something to stop by. */
    private static final int LEAST_ROWS = 10;

    private final FitSettings settings;
    private final Progress progress;

    public TableFit(FitSettings settings, Progress progress) {
        this.settings = settings;
        this.progress = progress;
    }

    /** What a fit leaves: the model, and each member's epochs. */
    public record Fit(Ensemble model, List<List<Epoch>> histories) {}

    /** Fits a table of at least 10 rows, none of whose targets is constant. */
    public Fit fit(Table table) {
        if (table.size() < LEAST_ROWS) {
            throw new IllegalArgumentException(table.size() + " rows are too few to fit; give at least " + LEAST_ROWS);
        }
        int[] order = Order.shuffled(table.size(), new SplittableRandom(settings.seed()));
        int held = Math.max(1, (int) Math.round(settings.validation() * table.size()));
        List<Standardised> members = new ArrayList<>();
        List<List<Epoch>> histories = new ArrayList<>();
        for (int member = 0; member < settings.members(); member++) {
            int from = (int) ((long) member * held % table.size());
            int[] validation = IntStream.range(from, from + held)
                    .map(i -> order[i % order.length])
                    .toArray();
            int[] training = IntStream.range(from + held, from + table.size())
                    .map(i -> order[i % order.length])
                    .toArray();
            Standardised model = start(table.rows(training), settings.seed() + member);
            histories.add(train(model, table.rows(training), table.rows(validation), settings.seed() + member));
            members.add(model);
        }
        return new Fit(new Ensemble(members), histories);
    }

    private Standardised start(Table training, long seed) {
        Architecture architecture = new Architecture(
                training.inputs(), settings.hidden(), training.targets(), Activation.TANH, DType.FLOAT64);
        MixtureDensityNetwork network = new MixtureDensityNetwork(architecture, settings.head(), seed);
        Standardised model = new Standardised(network);
        model.scaleTo(training);
        network.spreadOver(model.standard(training));
        return model;
    }

    private List<Epoch> train(Standardised model, Table training, Table validation, long seed) {
        return new Trainer(model)
                .optimiser(new Adam(settings.decay()))
                .schedule(Schedule.cosine(settings.rate(), settings.epochs()))
                .epochs(settings.epochs())
                .batch(settings.batch())
                .seed(seed)
                .keepBest("nll", settings.patience())
                .progress(progress)
                .train(training, validation);
    }
}
