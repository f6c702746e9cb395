package adjoint.mdn.fit;

import static adjoint.Adjoint.function;

import adjoint.expr.Expr;
import adjoint.expr.Shared;
import adjoint.mdn.layer.Architecture;
import adjoint.mdn.model.Head;
import adjoint.mdn.model.MixtureDensityNetwork;
import adjoint.mdn.model.Standardised;
import adjoint.mdn.optimise.Adam;
import adjoint.mdn.optimise.Schedule;
import adjoint.mdn.train.Epoch;
import adjoint.mdn.train.Examples;
import adjoint.mdn.train.Progress;
import adjoint.mdn.train.Stacked;
import adjoint.mdn.train.Table;
import adjoint.mdn.train.Trainer;
import adjoint.run.CompiledFunction;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Networks of an ensemble that train as one graph, in float32; each on rows of its own, stopped by rows of its own. They see
 * standardised numbers, which are made of the table's in float64, so that no digit of a large mean is lost.
 */
final class Team {
    private final FitSettings settings;
    private final List<Place> places;
    private final List<Standardised> models = new ArrayList<>();
    private final List<MixtureDensityNetwork> networks = new ArrayList<>();
    private final Stacked stack;
    private final Examples training;
    private final Examples heldOut;
    private final double[] noise;

    /**
     * One network's place.
     *
     * @param training rows it learns from
     * @param heldOut rows it is stopped by
     * @param noise deviation of its inputs' noise as a share of theirs
     * @param seed of its first weights
     */
    record Place(Table training, Table heldOut, double noise, long seed) {}

    /** @param model as it is to be used, in float64 */
    record Member(Standardised model, List<Epoch> history, double[] heldOut) {}

    Team(FitSettings settings, List<Double> floor, List<Place> places) {
        this.settings = settings;
        this.places = places;
        List<Examples> trainings = new ArrayList<>();
        List<Examples> others = new ArrayList<>();
        for (Place place : places) {
            Standardised model = new Standardised(network(place, floor, DType.FLOAT64));
            model.scaleTo(place.training());
            Examples standard = Standard.of(model, place.training());
            MixtureDensityNetwork network = network(place, floor, DType.FLOAT32);
            network.spreadOver(standard);
            models.add(model);
            networks.add(network);
            trainings.add(standard);
            others.add(Standard.of(model, place.heldOut()));
        }
        this.stack = new Stacked(networks, "nll");
        this.training = Stacked.sideBySide(trainings);
        this.heldOut = Stacked.sideBySide(others);
        int inputs = places.get(0).training().inputs();
        this.noise = places.stream()
                .flatMapToDouble(place -> IntStream.range(0, inputs).mapToDouble(i -> place.noise()))
                .toArray();
    }

    private MixtureDensityNetwork network(Place place, List<Double> floor, DType dtype) {
        Architecture architecture = new Architecture(
                place.training().inputs(), settings.hidden(), place.training().targets(), settings.activation(), dtype);
        return new MixtureDensityNetwork(
                architecture, new Head(settings.components(), settings.covariance(), floor), place.seed());
    }

    /**
     * Trains all.
     *
     * @param configure what else the trainer is to do
     * @param epochs at most
     * @param told how many network epochs more are done
     */
    List<Member> train(Consumer<Trainer> configure, int epochs, long seed, IntConsumer told) {
        int[] done = {0};
        Trainer trainer = trainer(settings, stack, epochs, seed).noise(noise).progress(new Progress() {
            @Override
            public void epoch(Epoch epoch) {
                done[0] += places.size();
                told.accept(places.size());
            }
        });
        configure.accept(trainer);
        List<Epoch> history = trainer.train(training, heldOut);
        told.accept(places.size() * epochs - done[0]);
        stack.unstack();
        double[][] logs = logDensities();
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < places.size(); i++) {
            List<Shared> from = networks.get(i).parameters();
            List<Shared> to = models.get(i).parameters();
            for (int p = 0; p < to.size(); p++) {
                to.get(p).set(from.get(p).get().cast(DType.FLOAT64));
            }
            members.add(new Member(models.get(i), own(history, i), logs[i]));
        }
        return members;
    }

    /** What trains a stack of networks by some settings; each is stopped by its own "nll". */
    static Trainer trainer(FitSettings settings, Stacked stack, int epochs, long seed) {
        return new Trainer(stack)
                .optimiser(stack.optimiser(new Adam(settings.decay())))
                .schedule(Schedule.cosine(settings.rate(), epochs))
                .epochs(epochs)
                .batch(settings.batch())
                .seed(seed)
                .keepBestOfEach("nll", settings.patience());
    }

    /** What one network's history is, in nats of the targets' own scale. */
    private List<Epoch> own(List<Epoch> history, int i) {
        double offset = models.get(i).logScale();
        return history.stream()
                .map(epoch -> new Epoch(
                        epoch.number(),
                        epoch.rate(),
                        epoch.loss() / places.size() + offset,
                        Map.of("nll", epoch.metrics().get("nll " + i) + offset),
                        epoch.seconds(),
                        epoch.stepSeconds(),
                        epoch.cpuSeconds()))
                .toList();
    }

    /** Log-densities of each network's held-out rows: [network][row]. */
    private double[][] logDensities() {
        Expr[] nll = IntStream.range(0, places.size())
                .mapToObj(i -> stack.metrics().get("nll " + i))
                .toArray(Expr[]::new);
        CompiledFunction scores =
                function(stack.input(), stack.target()).returning(nll).compile();
        Tensor x = Tensor.zeros(DType.FLOAT32, heldOut.size(), heldOut.inputs());
        Tensor y = Tensor.zeros(DType.FLOAT32, heldOut.size(), heldOut.targets());
        for (int row = 0; row < heldOut.size(); row++) {
            heldOut.copy(row, x, y, row);
        }
        List<Tensor> all = scores.callAll(x, y);
        return IntStream.range(0, places.size())
                .mapToObj(i -> IntStream.range(0, places.get(i).heldOut().size())
                        .mapToDouble(row -> -all.get(i).get(row) - models.get(i).logScale())
                        .toArray())
                .toArray(double[][]::new);
    }
}
