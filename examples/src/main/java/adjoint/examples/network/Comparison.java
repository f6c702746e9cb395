package adjoint.examples.network;

import adjoint.examples.io.DataException;
import adjoint.examples.io.Interruption;
import adjoint.examples.io.OutputFolder;
import adjoint.examples.io.RunDescription;
import adjoint.examples.report.Json;
import adjoint.examples.speech.SequencedExamples;
import adjoint.examples.speech.Standardisation;
import adjoint.mdn.fit.LeastSquares;
import adjoint.mdn.layer.Activation;
import adjoint.mdn.layer.Architecture;
import adjoint.mdn.mixture.Covariance;
import adjoint.mdn.mixture.Mixture;
import adjoint.mdn.mixture.Scores;
import adjoint.mdn.model.DensityModel;
import adjoint.mdn.model.GaussianMlp;
import adjoint.mdn.model.Head;
import adjoint.mdn.model.MixtureDensityNetwork;
import adjoint.mdn.model.ModelFolder;
import adjoint.mdn.model.Predictor;
import adjoint.mdn.model.SkipConnection;
import adjoint.mdn.optimise.Schedule;
import adjoint.mdn.train.Epoch;
import adjoint.mdn.train.Examples;
import adjoint.mdn.train.Trainer;
import adjoint.mdn.train.TrainingException;
import adjoint.tensor.DType;
import adjoint.tensor.FormatException;
import adjoint.tensor.Tensor;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.commons.math3.stat.StatUtils;

/**
 * Fits a linear model, a perceptron and mixture density networks of equal architecture and budget to the same examples; and
 * then, if so set, the same networks and one with a skip connection as their own training sequences choose.
 */
public final class Comparison {
    private static final String LINEAR = "linear";
    private static final String CHECKPOINT = ".checkpoint.npz";

    private final NetworkSettings settings;
    private final SequencedExamples training;
    private final Examples validation;
    private final Standardisation scale;
    private final OutputFolder out;
    private final Map<String, Object> described;
    private final Map<String, DensityModel> models = new LinkedHashMap<>();
    private final List<Result> results = new ArrayList<>();

    /**
     * @param scale from 16-bit samples to the scale of the examples
     * @param out takes a folder for each model
     * @param described every setting of the experiment, to be kept with the models
     */
    public Comparison(
            NetworkSettings settings,
            SequencedExamples training,
            Examples validation,
            Standardisation scale,
            OutputFolder out,
            Map<String, Object> described) {
        this.settings = settings;
        this.training = training;
        this.validation = validation;
        this.scale = scale;
        this.out = out;
        this.described = described;
    }

    /**
     * Fits, saves and scores all models.
     *
     * @param resume whether to continue from what an earlier run of the same settings has left
     */
    public void run(boolean resume) {
        RunDescription.begin(
                out, JsonParser.parseString(Json.line(described)).getAsJsonObject(), resume, this::deleteCheckpoints);
        Interruption.resumable(out, this::fit);
        deleteCheckpoints();
    }

    private void fit() {
        add(LINEAR, Training.none(LeastSquares.fit(training)));
        networks().forEach((name, model) -> add(name, train(name, model)));
        if (parts() > 1) {
            fairly();
        }
    }

    /** Parts into which the training sequences are cut: as many as asked for, if there are so many sequences. */
    private int parts() {
        return Math.min(settings.parts(), training.frames().sequences());
    }

    /** Trains the same networks as their own held-out sequences choose, and mixtures with a skip connection. */
    private void fairly() {
        FairTraining fair = new FairTraining(settings, training, validation, parts(), this::checkpoint);
        if (settings.model() != Model.MDN) {
            add("fair-mlp", fairly(fair, "fair-mlp", (part, seed) -> new GaussianMlp(architecture(), seed), "mse"));
        }
        if (settings.model() != Model.MLP) {
            for (int components : settings.components()) {
                String mdn = numbered("fair-mdn", components);
                add(mdn, fairly(fair, mdn, (part, seed) -> network(components, seed), "nll"));
            }
            for (int components : settings.components()) {
                String skip = numbered("skip", components);
                add(skip, fairly(fair, skip, (part, seed) -> skip(components, part, seed), "nll"));
            }
        }
    }

    private Training fairly(FairTraining fair, String name, FairTraining.Maker maker, String figure) {
        return explaining(name, () -> fair.train(name, maker, figure, settled()));
    }

    private DensityModel skip(int components, Examples part, long seed) {
        MixtureDensityNetwork network = network(components, seed);
        SkipConnection skip = new SkipConnection(network, training.frames().frame());
        skip.startAt(LeastSquares.fit(part), part);
        network.spreadOver(skip.residuals(part));
        return skip;
    }

    /** The models by name, in the order of fitting. */
    public Map<String, DensityModel> models() {
        return models;
    }

    /** The model that was fitted last. */
    public DensityModel last() {
        return models.get(results.get(results.size() - 1).model());
    }

    /** One for each model, in the order of fitting. */
    public List<Result> results() {
        return results;
    }

    private Architecture architecture() {
        return new Architecture(
                training.inputs(), settings.hidden(), training.targets(), Activation.TANH, settings.dtype());
    }

    private MixtureDensityNetwork network(int components, long seed) {
        return new MixtureDensityNetwork(
                architecture(), new Head(components, Covariance.ISOTROPIC, settings.floor()), seed);
    }

    /** A name that tells networks of several numbers of components apart. */
    private String numbered(String name, int components) {
        return settings.components().size() == 1 ? name : name + "-" + components;
    }

    private Map<String, DensityModel> networks() {
        Map<String, DensityModel> networks = new LinkedHashMap<>();
        if (settings.model() != Model.MDN) {
            networks.put("mlp", new GaussianMlp(architecture(), settings.seed()));
        }
        if (settings.model() != Model.MLP) {
            for (int components : settings.components()) {
                networks.put(numbered("mdn", components), network(components, settings.seed()));
            }
        }
        return networks;
    }

    private Training train(String name, DensityModel model) {
        String figure = model instanceof GaussianMlp ? "half squared error" : "NLL";
        try (TrainingBar bar = new TrainingBar(name, settings.epochs(), figure)) {
            return explaining(
                    name,
                    () -> Training.of(
                            model,
                            settings.optimiser() + " at " + settings.rate(),
                            new Trainer(model)
                                    .optimiser(settings.optimiser().optimiser())
                                    .schedule(Schedule.annealing(
                                            settings.rate(), settings.annealAfter(), settings.epochs()))
                                    .epochs(settings.epochs())
                                    .batch(settings.batch())
                                    .seed(settings.seed())
                                    .progress(bar)
                                    .checkpoint(checkpoint(name), settled())
                                    .train(training, validation)));
        }
    }

    private static Training explaining(String name, Supplier<Training> task) {
        try {
            return task.get();
        } catch (TrainingException e) {
            throw new DataException("training the " + name + " failed: " + e.getMessage() + " (--rate)", e);
        } catch (FormatException e) {
            throw new DataException(e.getMessage(), e);
        }
    }

    /** Everything that a training depends on. */
    private String settled() {
        return described + " " + training.size() + " " + validation.size();
    }

    private Path checkpoint(String name) {
        return out.resolve(name + CHECKPOINT);
    }

    private void deleteCheckpoints() {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(out.path(), "*" + CHECKPOINT)) {
            for (Path file : files) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new DataException(out.path() + ": its checkpoints cannot be removed; remove them yourself", e);
        }
    }

    private void add(String name, Training trained) {
        DensityModel model = trained.model();
        try {
            ModelFolder.write(out.resolve(name), model, described);
        } catch (IOException e) {
            throw new DataException(
                    out.resolve(name) + ": cannot be written; choose another --out or free the disk", e);
        }
        models.put(name, model);
        List<Mixture> predicted = new Predictor(model).predict(validation);
        double[][] targets = targets();
        Scores scores = Scores.of(predicted, targets, settings.seed());
        results.add(new Result(
                name,
                trained.recipe(),
                model.variables().stream()
                        .mapToInt(variable -> variable.get().size())
                        .sum(),
                scores.nll(),
                bits(predicted, targets),
                scores.mseOfDraw(),
                scores.mseOfMean(),
                scores.mseOfMode(),
                scores.meanVariance(),
                scores.crps(),
                scores.coverage(),
                scores.pit(),
                trained.seconds(),
                trained.cpuSeconds(),
                medianShareOutsideSteps(trained.epochs()),
                trained.epochs()));
    }

    /** The median, for a machine that is busy with other things prolongs some epochs. */
    private static double medianShareOutsideSteps(List<Epoch> epochs) {
        return StatUtils.percentile(
                epochs.stream()
                        .mapToDouble(epoch -> 1 - epoch.stepSeconds() / epoch.seconds())
                        .toArray(),
                50);
    }

    /** The mean negative binary logarithm of the probability of the 16-bit sample that each target was. */
    private double bits(List<Mixture> predicted, double[][] targets) {
        double sum = 0;
        for (int i = 0; i < targets.length; i++) {
            double[] cell = scale.cell(targets[i][0]);
            sum -= predicted.get(i).logProbability(cell[0], cell[1]);
        }
        return sum / targets.length / Math.log(2);
    }

    private double[][] targets() {
        Tensor x = Tensor.zeros(DType.FLOAT64, 1, validation.inputs());
        Tensor y = Tensor.zeros(DType.FLOAT64, 1, validation.targets());
        double[][] targets = new double[validation.size()][];
        for (int i = 0; i < targets.length; i++) {
            validation.copy(i, x, y, 0);
            targets[i] = y.toDoubles();
        }
        return targets;
    }
}
