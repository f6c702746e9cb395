package adjoint.examples;

import adjoint.examples.VowelOptions.Model;
import adjoint.examples.io.DataException;
import adjoint.examples.io.OutputFolder;
import adjoint.examples.speech.Sequences;
import adjoint.examples.speech.Wav;
import adjoint.mdn.layer.Activation;
import adjoint.mdn.layer.Architecture;
import adjoint.mdn.mixture.Covariance;
import adjoint.mdn.mixture.Mixture;
import adjoint.mdn.model.DensityModel;
import adjoint.mdn.model.GaussianMlp;
import adjoint.mdn.model.Head;
import adjoint.mdn.model.MixtureDensityNetwork;
import adjoint.mdn.model.ModelFolder;
import adjoint.mdn.model.Predictor;
import adjoint.mdn.optimise.Schedule;
import adjoint.mdn.train.Epoch;
import adjoint.mdn.train.Trainer;
import adjoint.mdn.train.TrainingException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Trains a perceptron and a mixture density network of equal architecture and budget on the next sample of a vowel. */
final class VowelExperiment implements Experiment {
    /** Keeps a component from collapsing onto single samples; a ten-thousandth of the data's variance. */
    private static final double VARIANCE_FLOOR = 1e-4;

    /** Samples that a trained network is made to speak: one second at 16 kHz. */
    private static final int SPOKEN = 16_000;

    @Override
    public void run(VowelOptions options, Sequences data, OutputFolder out) {
        List<VowelResult> results = new ArrayList<>();
        DensityModel last = null;
        for (Model kind : options.model() == Model.BOTH ? List.of(Model.MLP, Model.MDN) : List.of(options.model())) {
            last = model(kind, options);
            results.add(train(kind, last, options, data));
            save(kind, last, options, out);
        }
        double[] spoken = speak(last, data, options.seed());
        Wav.write(out.resolve("sample.wav"), data.standardisation().undo(spoken), data.sampleRate());
        VowelReport report = new VowelReport(options, data, results, spoken);
        out.write("results.json", report.json());
        out.write("curves.csv", report.csv());
        out.write("report.html", report.html());
        System.out.print(report.table());
        System.out.println("results: " + out.path());
    }

    private static DensityModel model(Model kind, VowelOptions options) {
        Architecture architecture =
                new Architecture(options.frame(), options.hidden(), 1, Activation.TANH, options.dtype());
        return kind == Model.MLP
                ? new GaussianMlp(architecture, options.seed())
                : new MixtureDensityNetwork(
                        architecture,
                        new Head(options.components(), Covariance.ISOTROPIC, VARIANCE_FLOOR),
                        options.seed());
    }

    private static VowelResult train(Model kind, DensityModel model, VowelOptions options, Sequences data) {
        String figure = kind == Model.MLP ? "half squared error" : "NLL";
        long start = System.nanoTime();
        List<Epoch> epochs;
        try (TrainingBar bar = new TrainingBar(kind.toString(), options.epochs(), figure)) {
            epochs = new Trainer(model)
                    .schedule(Schedule.annealing(options.rate(), options.annealAfter(), options.epochs()))
                    .epochs(options.epochs())
                    .batch(options.batch())
                    .seed(options.seed())
                    .progress(bar)
                    .train(new FrameExamples(data.training()), new FrameExamples(data.validation()));
        } catch (TrainingException e) {
            throw new DataException("training the " + kind + " failed: " + e.getMessage() + " (--rate)", e);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Map<String, Double> figures = epochs.get(epochs.size() - 1).metrics();
        return new VowelResult(
                kind.toString(),
                model.parameters().stream().mapToInt(p -> p.get().size()).sum(),
                figures.get("nll"),
                mseOfDraws(model, data, options.seed()),
                figures.get("mse"),
                figures.get("variance"),
                seconds,
                epochs);
    }

    private static double mseOfDraws(DensityModel model, Sequences data, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Mixture> predictions = new Predictor(model).predict(new FrameExamples(data.validation()));
        double sum = 0;
        for (int i = 0; i < predictions.size(); i++) {
            double error =
                    predictions.get(i).sample(random)[0] - data.validation().target(i);
            sum += error * error;
        }
        return sum / predictions.size();
    }

    /** Feeds a network its own draws, starting from the first validation frame. */
    private static double[] speak(DensityModel model, Sequences data, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Predictor predictor = new Predictor(model);
        double[] frame = new double[data.validation().frame()];
        data.validation().copy(0, frame, 0);
        double[] spoken = new double[SPOKEN];
        for (int i = 0; i < spoken.length; i++) {
            spoken[i] = predictor.predict(frame).sample(random)[0];
            System.arraycopy(frame, 1, frame, 0, frame.length - 1);
            frame[frame.length - 1] = spoken[i];
        }
        return spoken;
    }

    private static void save(Model kind, DensityModel model, VowelOptions options, OutputFolder out) {
        Map<String, Object> notes = new LinkedHashMap<>();
        notes.put("experiment", "vowel");
        notes.put("settings", options.toMap());
        try {
            ModelFolder.write(out.resolve(kind.toString()), model, notes);
        } catch (IOException e) {
            throw new DataException(
                    out.resolve(kind.toString()) + ": cannot be written; choose another --out or free the disk", e);
        }
    }
}
