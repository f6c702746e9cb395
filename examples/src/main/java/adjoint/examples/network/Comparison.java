package adjoint.examples.network;

import adjoint.examples.io.DataException;
import adjoint.examples.io.OutputFolder;
import adjoint.mdn.fit.LeastSquares;
import adjoint.mdn.layer.Activation;
import adjoint.mdn.layer.Architecture;
import adjoint.mdn.mixture.Covariance;
import adjoint.mdn.mixture.Scores;
import adjoint.mdn.model.DensityModel;
import adjoint.mdn.model.GaussianMlp;
import adjoint.mdn.model.Head;
import adjoint.mdn.model.MixtureDensityNetwork;
import adjoint.mdn.model.ModelFolder;
import adjoint.mdn.model.Predictor;
import adjoint.mdn.optimise.Schedule;
import adjoint.mdn.train.Epoch;
import adjoint.mdn.train.Examples;
import adjoint.mdn.train.Trainer;
import adjoint.mdn.train.TrainingException;
import adjoint.tensor.DType;
import adjoint.tensor.FormatException;
import adjoint.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.stat.StatUtils;

/** Fits a linear model, a perceptron and mixture density networks of equal architecture and budget to the same examples. */
public final class Comparison {
    private static final String LINEAR = "linear";

    private final NetworkSettings settings;
    private final Examples training;
    private final Examples validation;
    private final OutputFolder out;
    private final Map<String, Object> described;
    private final Map<String, DensityModel> models = new LinkedHashMap<>();
    private final List<Result> results = new ArrayList<>();

    /**
     * @param out takes a folder for each model
     * @param described every setting of the experiment, to be kept with the models
     */
    public Comparison(
            NetworkSettings settings,
            Examples training,
            Examples validation,
            OutputFolder out,
            Map<String, Object> described) {
        this.settings = settings;
        this.training = training;
        this.validation = validation;
        this.out = out;
        this.described = described;
    }

    /**
     * Fits, saves and scores all models.
     *
     * @param resume whether to continue from what an earlier run of the same settings has left
     */
    public void run(boolean resume) {
        Map<String, DensityModel> networks = networks();
        for (String name : networks.keySet()) {
            if (!resume) {
                delete(checkpoint(name));
            }
        }
        add(LINEAR, LeastSquares.fit(training), List.of());
        networks.forEach((name, model) -> add(name, model, train(name, model)));
        networks.keySet().forEach(name -> delete(checkpoint(name)));
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

    private Map<String, DensityModel> networks() {
        Architecture architecture = new Architecture(
                training.inputs(), settings.hidden(), training.targets(), Activation.TANH, settings.dtype());
        Map<String, DensityModel> networks = new LinkedHashMap<>();
        if (settings.model() != Model.MDN) {
            networks.put("mlp", new GaussianMlp(architecture, settings.seed()));
        }
        if (settings.model() != Model.MLP) {
            for (int components : settings.components()) {
                Head head = new Head(components, Covariance.ISOTROPIC, settings.floor());
                String name = settings.components().size() == 1 ? "mdn" : "mdn-" + components;
                networks.put(name, new MixtureDensityNetwork(architecture, head, settings.seed()));
            }
        }
        return networks;
    }

    private List<Epoch> train(String name, DensityModel model) {
        String figure = model instanceof GaussianMlp ? "half squared error" : "NLL";
        try (TrainingBar bar = new TrainingBar(name, settings.epochs(), figure)) {
            return new Trainer(model)
                    .optimiser(settings.optimiser().optimiser())
                    .schedule(Schedule.annealing(settings.rate(), settings.annealAfter(), settings.epochs()))
                    .epochs(settings.epochs())
                    .batch(settings.batch())
                    .seed(settings.seed())
                    .progress(bar)
                    .checkpoint(checkpoint(name), described + " " + training.size() + " " + validation.size())
                    .train(training, validation);
        } catch (TrainingException e) {
            throw new DataException("training the " + name + " failed: " + e.getMessage() + " (--rate)", e);
        } catch (FormatException e) {
            throw new DataException(e.getMessage(), e);
        }
    }

    private Path checkpoint(String name) {
        return out.resolve(name + ".checkpoint.npz");
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new DataException(file + ": cannot be removed; remove it yourself", e);
        }
    }

    private void add(String name, DensityModel model, List<Epoch> epochs) {
        try {
            ModelFolder.write(out.resolve(name), model, described);
        } catch (IOException e) {
            throw new DataException(
                    out.resolve(name) + ": cannot be written; choose another --out or free the disk", e);
        }
        models.put(name, model);
        Scores scores = Scores.of(new Predictor(model).predict(validation), targets(), settings.seed());
        results.add(new Result(
                name,
                model.variables().stream()
                        .mapToInt(variable -> variable.get().size())
                        .sum(),
                scores.nll(),
                scores.mseOfDraw(),
                scores.mseOfMean(),
                scores.mseOfMode(),
                scores.meanVariance(),
                scores.crps(),
                scores.coverage(),
                scores.pit(),
                epochs.stream().mapToDouble(Epoch::seconds).sum(),
                epochs.stream().mapToDouble(Epoch::cpuSeconds).sum(),
                medianShareOutsideSteps(epochs),
                epochs));
    }

    /** The median, for a machine that is busy with other things prolongs some epochs. */
    private static double medianShareOutsideSteps(List<Epoch> epochs) {
        return StatUtils.percentile(
                epochs.stream()
                        .mapToDouble(epoch -> 1 - epoch.stepSeconds() / epoch.seconds())
                        .toArray(),
                50);
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
