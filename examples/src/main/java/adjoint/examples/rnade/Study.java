package adjoint.examples.rnade;

import adjoint.autodiff.GradientPolicy;
import adjoint.examples.speech.FrameExamples;
import adjoint.examples.speech.Sequences;
import adjoint.expr.Expr;
import adjoint.inspect.GradientReport;
import adjoint.mdn.layer.Activation;
import adjoint.mdn.layer.Architecture;
import adjoint.mdn.mixture.Covariance;
import adjoint.mdn.model.Head;
import adjoint.mdn.model.MixtureDensityNetwork;
import adjoint.mdn.optimise.Schedule;
import adjoint.mdn.train.Epoch;
import adjoint.mdn.train.Progress;
import adjoint.mdn.train.Trainer;
import adjoint.mdn.train.TrainingException;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Trains the same networks on the same examples in the same order under every variant. */
final class Study {
    private static final int COMPARED_BATCHES = 8;
    private static final int COMPARED_ROWS = 128;

    private final StudySettings settings;
    private final FrameExamples training;
    private final FrameExamples validation;
    private final Progress progress;

    /** @param progress is told of the batches of each training */
    Study(StudySettings settings, Sequences data, Progress progress) {
        this.settings = settings;
        this.training = new FrameExamples(data.training());
        this.validation = new FrameExamples(data.validation());
        this.progress = progress;
    }

    /** How many trainings there are. */
    int trainings() {
        return Variant.values().length * settings.rates().size() * settings.seeds();
    }

    /** All trainings: variants within seeds within rates. */
    List<Run> run() {
        List<Run> runs = new ArrayList<>();
        for (double rate : settings.rates()) {
            for (long seed = 1; seed <= settings.seeds(); seed++) {
                for (Variant variant : Variant.values()) {
                    runs.add(train(network(seed), variant, rate, seed));
                }
            }
        }
        return runs;
    }

    private MixtureDensityNetwork network(long seed) {
        Architecture architecture = new Architecture(
                training.inputs(), settings.hidden(), training.targets(), Activation.TANH, DType.FLOAT64);
        // No floor under the variances, so that what threatens a training can be seen.
        return new MixtureDensityNetwork(architecture, new Head(settings.components(), Covariance.ISOTROPIC, 0), seed);
    }

    private Run train(MixtureDensityNetwork network, Variant variant, double rate, long seed) {
        Subject subject = Subject.of(network, variant);
        List<Double> nll = new ArrayList<>();
        boolean failed = false;
        try {
            new Trainer(subject)
                    .policy(variant.policy(network))
                    .schedule(Schedule.constant(rate))
                    .epochs(settings.epochs())
                    .batch(settings.batch())
                    .seed(seed)
                    .progress(new Progress() {
                        @Override
                        public void batch(int epoch, int batch, int batches, double loss) {
                            progress.batch(epoch, batch, batches, loss);
                        }

                        @Override
                        public void epoch(Epoch epoch) {
                            nll.add(epoch.metrics().get("nll"));
                        }
                    })
                    .train(training, validation);
        } catch (TrainingException e) {
            failed = true;
        }
        boolean finite = nll.stream().allMatch(Double::isFinite);
        return new Run(variant, rate, seed, nll, failed || !finite);
    }

    /** The gradients of the policies at one network, before its training and after it, with the exact gradient. */
    List<GradientReport> compareGradients() {
        MixtureDensityNetwork network = network(1);
        GradientReport before = compare(network);
        train(network, Variant.EXACT, settings.rates().get(0), 1);
        return List.of(before, compare(network));
    }

    private GradientReport compare(MixtureDensityNetwork network) {
        Map<String, GradientPolicy> policies = new LinkedHashMap<>();
        Arrays.stream(Variant.values())
                .filter(variant -> variant != Variant.EXACT && variant != Variant.COST)
                .forEach(variant -> policies.put(variant.toString(), variant.policy(network)));
        List<Map<Expr, Tensor>> batches = new ArrayList<>();
        for (int b = 0; b < COMPARED_BATCHES; b++) {
            Tensor x = Tensor.zeros(DType.FLOAT64, COMPARED_ROWS, training.inputs());
            Tensor y = Tensor.zeros(DType.FLOAT64, COMPARED_ROWS, training.targets());
            for (int row = 0; row < COMPARED_ROWS; row++) {
                // Rows from all over the examples, since neighbours are nearly equal.
                long at = (long) (row * COMPARED_BATCHES + b) * training.size() / (COMPARED_ROWS * COMPARED_BATCHES);
                training.copy((int) at, x, y, row);
            }
            batches.add(Map.of(network.input(), x, network.target(), y));
        }
        return GradientReport.compare(network.loss(), network.parameters(), policies, batches);
    }
}
