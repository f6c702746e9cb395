package adjoint.mdn.fit;

import adjoint.mdn.layer.Architecture;
import adjoint.mdn.mixture.Covariance;
import adjoint.mdn.model.Ensemble;
import adjoint.mdn.model.Head;
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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Fits an ensemble of mixture density networks to a table. Each member holds out other rows to be stopped by, so that
 * together they learn from all; means, deviations and first components come from the rows it does learn from. How much the
 * inputs are disturbed is chosen by the likelihood of held-out rows, and so is the weight of a linear model beside the
 * networks, which are too flexible for a few dozen rows. Members train in parallel, each from a seed of its own, so that equal
 * settings give equal bits on any number of processors.
 */
public final class TableFit {
    /** Fewer rows than this cannot be split into something to learn from and something to stop by. */
    private static final int LEAST_ROWS = 10;

    /** Members that are trained with each noise before one is chosen. */
    private static final int TRIALS = 3;

    /** Below this the linear model adds nothing to many networks that it may have added to a single one. */
    private static final double LEAST_LINEAR_SHARE = 0.2;

    /** Rows to learn from between two checkpoints; some tens of milliseconds, of which writing one takes about one. */
    private static final int CHECKPOINT_ROWS = 20_000;

    private final FitSettings settings;
    private final IntConsumer progress;
    private Path checkpoints;

    /**
     * @param progress is told, by any thread, how many epochs more are done or need no longer be done; in all they are
     *     {@link #networks} times the epochs of the settings
     */
    public TableFit(FitSettings settings, IntConsumer progress) {
        this.settings = settings;
        this.progress = progress;
    }

    /**
     * Keeps each network's training in a folder, and continues from what is there: a fit that was killed at any moment ends
     * with the same bits as one that was not. Files of other settings or another table are refused.
     *
     * @param folder that exists; its files are left to the caller to remove
     */
    public TableFit checkpoints(Path folder) {
        this.checkpoints = folder;
        return this;
    }

    /**
     * What a fit leaves.
     *
     * @param model the networks, and behind them a linear model where it has a share
     * @param noise that was chosen
     * @param linearShare weight of the linear model, or 0
     * @param heldOutNll mean negative log-likelihood, in nats, of the rows that members hold out, each by one network with the
     *     linear model's share
     * @param histories each network's epochs
     */
    public record Fit(
            Ensemble model, double noise, double linearShare, double heldOutNll, List<List<Epoch>> histories) {}

    /** What all members share: the order of the rows, the floors, and what their checkpoints are known by. */
    private record Task(Table table, int[] order, List<Double> floor, String name) {}

    private record Member(Standardised model, List<Epoch> history) {}

    /** Rows to learn from and rows to be judged by. */
    record Fold(int[] training, int[] heldOut) {}

    /** The number of networks that a fit trains, those that are tried and dropped included. */
    public static int networks(FitSettings settings) {
        return settings.members() + (settings.noise().size() - 1) * trials(settings);
    }

    private static int trials(FitSettings settings) {
        return settings.noise().size() == 1 ? 0 : Math.min(TRIALS, settings.members());
    }

    private static double lowestNll(List<Epoch> history) {
        return history.stream()
                .mapToDouble(epoch -> epoch.metrics().get("nll"))
                .min()
                .orElseThrow();
    }

    /** Fits a table of at least 10 rows, none of whose targets is constant. */
    public Fit fit(Table table) {
        if (table.size() < LEAST_ROWS) {
            throw new IllegalArgumentException(table.size() + " rows are too few to fit; give at least " + LEAST_ROWS);
        }
        Task task = new Task(
                table,
                Order.shuffled(table.size(), new SplittableRandom(settings.seed())),
                floor(table),
                checkpoints == null ? "" : settings + ", table " + table.digest());
        int trials = trials(settings);
        List<Double> noises = settings.noise();
        List<Member> tried = inParallel(trials * noises.size(), i -> member(task, i % trials, noises.get(i / trials)));
        int best = IntStream.range(0, noises.size())
                .boxed()
                .min(Comparator.comparingDouble(n -> meanNll(tried.subList(n * trials, (n + 1) * trials))))
                .orElseThrow();
        List<Member> members = new ArrayList<>(tried.subList(best * trials, (best + 1) * trials));
        members.addAll(inParallel(settings.members() - trials, i -> member(task, trials + i, noises.get(best))));
        List<HeldOut> heldOut = inParallel(
                members.size(),
                i -> HeldOut.of(table, fold(task, i), members.get(i).model(), settings.covariance(), task.floor()));
        double share = linearShare(heldOut);
        List<Standardised> models =
                new ArrayList<>(members.stream().map(Member::model).toList());
        List<Double> weights = new ArrayList<>(Collections.nCopies(models.size(), (1 - share) / models.size()));
        if (share > 0) {
            models.add(Ridge.fit(table, settings.covariance(), task.floor()));
            weights.add(share);
        }
        return new Fit(
                new Ensemble(models, weights),
                noises.get(best),
                share,
                heldOut.stream()
                        .mapToDouble(rows -> rows.meanNll(share))
                        .average()
                        .orElseThrow(),
                members.stream().map(Member::history).toList());
    }

    /** The weight of the linear model, or 0 where it is not worth it. */
    private static double linearShare(List<HeldOut> all) {
        double share = Stacking.share(
                all.stream()
                        .flatMapToDouble(rows -> DoubleStream.of(rows.network()))
                        .toArray(),
                all.stream()
                        .flatMapToDouble(rows -> DoubleStream.of(rows.linear()))
                        .toArray());
        return share < LEAST_LINEAR_SHARE ? 0 : share;
    }

    /**
     * The least variances. An isotropic component has one for all targets: the least, for it can only become too narrow where
     * it meets all targets at once.
     */
    private List<Double> floor(Table table) {
        List<Double> floors = DoubleStream.of(Resolution.varianceShares(table))
                .mapToObj(share -> Math.max(settings.floor(), share))
                .toList();
        return settings.covariance() == Covariance.ISOTROPIC ? List.of(Collections.min(floors)) : floors;
    }

    private static double meanNll(List<Member> members) {
        return members.stream()
                .mapToDouble(member -> lowestNll(member.history()))
                .average()
                .orElse(0);
    }

    /** All of them end, so that none still writes its checkpoint when the first failure is thrown. */
    private static <T> List<T> inParallel(int count, IntFunction<T> work) {
        List<Supplier<T>> results = IntStream.range(0, count)
                .parallel()
                .mapToObj(i -> ended(() -> work.apply(i)))
                .toList();
        return results.stream().map(Supplier::get).toList();
    }

    private static <T> Supplier<T> ended(Supplier<T> work) {
        try {
            T result = work.get();
            return () -> result;
        } catch (RuntimeException e) {
            return () -> {
                throw e;
            };
        }
    }

    /**
     * The rows of a member: it holds out the next share of them in the random order. Where a target varies in none of the
     * others, they have to be learnt from as well.
     */
    private Fold fold(Task task, int number) {
        int[] order = task.order();
        int size = order.length;
        int held = Math.max(1, (int) Math.round(settings.validation() * size));
        int from = (int) ((long) number * held % size);
        int[] others = IntStream.range(from + held, from + size)
                .map(i -> order[i % size])
                .toArray();
        return new Fold(
                varies(task.table(), others) ? others : order,
                IntStream.range(from, from + held).map(i -> order[i % size]).toArray());
    }

    private static boolean varies(Table table, int[] rows) {
        return IntStream.range(0, table.targets())
                .allMatch(d -> IntStream.of(rows).anyMatch(row -> table.y()[row][d] != table.y()[rows[0]][d]));
    }

    /** Trains one member on all rows but its share. */
    private Member member(Task task, int number, double noise) {
        Fold fold = fold(task, number);
        Table training = task.table().rows(fold.training());
        Table validation = task.table().rows(fold.heldOut());
        long seed = settings.seed() + number;
        Standardised model = start(training, task.floor(), seed);
        double[] deviations = Arrays.stream(model.inputDeviations())
                .map(deviation -> noise * deviation)
                .toArray();
        AtomicInteger told = new AtomicInteger();
        Trainer trainer = new Trainer(model)
                .optimiser(new Adam(settings.decay()))
                .schedule(Schedule.cosine(settings.rate(), settings.epochs()))
                .epochs(settings.epochs())
                .batch(settings.batch())
                .noise(deviations)
                .seed(seed)
                .keepBest("nll", settings.patience())
                .progress(new Progress() {
                    @Override
                    public void epoch(Epoch epoch) {
                        told.incrementAndGet();
                        progress.accept(1);
                    }
                });
        if (checkpoints != null) {
            Path file = checkpoints.resolve("noise-" + noise + "-member-" + number + ".npz");
            trainer.checkpoint(file, task.name()).checkpointEvery(Math.max(1, CHECKPOINT_ROWS / training.size()));
        }
        List<Epoch> history = trainer.train(training, validation);
        progress.accept(settings.epochs() - told.get());
        return new Member(model, history);
    }

    private Standardised start(Table training, List<Double> floor, long seed) {
        Architecture architecture = new Architecture(
                training.inputs(), settings.hidden(), training.targets(), settings.activation(), DType.FLOAT64);
        Head head = new Head(settings.components(), settings.covariance(), floor);
        MixtureDensityNetwork network = new MixtureDensityNetwork(architecture, head, seed);
        Standardised model = new Standardised(network);
        model.scaleTo(training);
        network.spreadOver(model.standard(training));
        return model;
    }
}
