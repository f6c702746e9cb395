package adjoint.mdn.fit;

import adjoint.mdn.mixture.Covariance;
import adjoint.mdn.model.Ensemble;
import adjoint.mdn.model.Standardised;
import adjoint.mdn.train.Epoch;
import adjoint.mdn.train.Order;
import adjoint.mdn.train.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
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

    /** Members that are tried with each noise before one is chosen. */
    private static final int TRIALS = 3;

    /** What part of a network's epochs a trial has. */
    private static final int TRIAL_PART = 4;

    /** Networks in a graph at most; so many of the usual size stay in a processor's cache. */
    private static final int TEAM = 5;

    /** Below this the linear model adds nothing to many networks that it may have added to a single one. */
    private static final double LEAST_LINEAR_SHARE = 0.2;

    /** Rows to learn from between two checkpoints; some tens of milliseconds, of which writing one takes about one. */
    private static final int CHECKPOINT_ROWS = 20_000;

    private final FitSettings settings;
    private final IntConsumer progress;
    private Path checkpoints;

    /**
     * @param progress is told, by any thread, how many epochs more are done or need no longer be done; in all they are
     *     {@link #epochs}
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

    /** The number of epochs that a fit trains networks for in all, those that are tried and dropped included. */
    public static int epochs(FitSettings settings) {
        return settings.members() * settings.epochs() + trials(settings) * trialEpochs(settings);
    }

    /** The number of networks that a fit trains, those that are tried and dropped included. */
    public static int networks(FitSettings settings) {
        return settings.members() + trials(settings);
    }

    private static int trials(FitSettings settings) {
        return settings.noise().size() == 1 ? 0 : settings.noise().size() * Math.min(TRIALS, settings.members());
    }

    private static int trialEpochs(FitSettings settings) {
        return Math.max(1, settings.epochs() / TRIAL_PART);
    }

    /** The noise with which networks, trained for a part of their time, make held-out rows the likeliest. */
    private double noise(Task task) {
        List<Double> noises = settings.noise();
        if (noises.size() == 1) {
            return noises.get(0);
        }
        int each = trials(settings) / noises.size();
        List<Team.Member> tried = trained(
                task,
                IntStream.range(0, trials(settings))
                        .mapToObj(i -> new Candidate(i % each, noises.get(i / each)))
                        .toList(),
                trialEpochs(settings));
        return IntStream.range(0, noises.size())
                .boxed()
                .min(Comparator.comparingDouble(n -> meanNll(tried.subList(n * each, (n + 1) * each))))
                .map(noises::get)
                .orElseThrow();
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
        double noise = noise(task);
        List<Team.Member> members = trained(
                task,
                IntStream.range(0, settings.members())
                        .mapToObj(i -> new Candidate(i, noise))
                        .toList(),
                settings.epochs());
        List<HeldOut> heldOut = inParallel(members.size(), i -> {
            Fold fold = fold(task, i);
            return new HeldOut(
                    members.get(i).heldOut(),
                    Ridge.fit(table.rows(fold.training()), settings.covariance(), task.floor())
                            .logDensities(table.rows(fold.heldOut())));
        });
        double share = linearShare(heldOut);
        List<Standardised> models =
                new ArrayList<>(members.stream().map(Team.Member::model).toList());
        List<Double> weights = new ArrayList<>(Collections.nCopies(models.size(), (1 - share) / models.size()));
        if (share > 0) {
            models.add(Ridge.fit(table, settings.covariance(), task.floor()).model());
            weights.add(share);
        }
        return new Fit(
                new Ensemble(models, weights),
                noise,
                share,
                heldOut.stream()
                        .mapToDouble(rows -> rows.meanNll(share))
                        .average()
                        .orElseThrow(),
                members.stream().map(Team.Member::history).toList());
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

    private static double meanNll(List<Team.Member> members) {
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
        Fold fold = Fold.of(task.order(), settings.validation(), number);
        return varies(task.table(), fold.training()) ? fold : new Fold(task.order(), fold.heldOut());
    }

    private static boolean varies(Table table, int[] rows) {
        return IntStream.range(0, table.targets())
                .allMatch(d -> IntStream.of(rows).anyMatch(row -> table.y()[row][d] != table.y()[rows[0]][d]));
    }

    /** A network that is to be trained. */
    private record Candidate(int number, double noise) {}

    /** Trains networks, some at a time as one graph; how they are shared out does not depend on the machine. */
    private List<Team.Member> trained(Task task, List<Candidate> all, int epochs) {
        int teams = all.size() == 1 ? 1 : 2 * ((all.size() + 2 * TEAM - 1) / (2 * TEAM));
        return inParallel(
                        teams,
                        i -> team(task, all.subList(i * all.size() / teams, (i + 1) * all.size() / teams), epochs))
                .stream()
                .flatMap(List::stream)
                .toList();
    }

    private List<Team.Member> team(Task task, List<Candidate> candidates, int epochs) {
        Candidate first = candidates.get(0);
        List<Team.Place> places = candidates.stream()
                .map(candidate -> {
                    Fold fold = fold(task, candidate.number());
                    return new Team.Place(
                            task.table().rows(fold.training()),
                            task.table().rows(fold.heldOut()),
                            candidate.noise(),
                            settings.seed() + candidate.number());
                })
                .toList();
        int rows = places.size() * places.get(0).training().size();
        return new Team(settings, task.floor(), places)
                .train(
                        trainer -> {
                            if (checkpoints != null) {
                                Path file = checkpoints.resolve("epochs-" + epochs + "-noise-" + first.noise()
                                        + "-member-" + first.number() + ".npz");
                                trainer.checkpoint(file, task.name())
                                        .checkpointEvery(Math.max(1, CHECKPOINT_ROWS / rows));
                            }
                        },
                        epochs,
                        settings.seed() + first.number(),
                        progress);
    }
}
