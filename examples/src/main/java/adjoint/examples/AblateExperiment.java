package adjoint.examples;

import adjoint.examples.io.OutputFolder;
import adjoint.examples.network.Ablation;
import adjoint.examples.network.Ablation.Likelihood;
import adjoint.examples.network.Ablation.Outcome;
import adjoint.examples.report.Json;
import adjoint.examples.speech.FrameExamples;
import adjoint.examples.speech.Sequences;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Asks which of log-sum-exp, a small learning rate and a variance floor keeps the training on a vowel free of NaN. */
final class AblateExperiment implements Experiment {
    /** Multiples of --rate that are tried. */
    private static final int[] FACTORS = {1, 10, 100, 1_000};

    @Override
    public void run(VowelOptions options, Sequences data, OutputFolder out) {
        Ablation ablation = new Ablation(
                options.network(), new FrameExamples(data.training()), new FrameExamples(data.validation()));
        double rate = options.network().rate();
        List<Outcome> outcomes = new ArrayList<>();
        for (Likelihood likelihood : Likelihood.values()) {
            for (int factor : FACTORS) {
                for (double floor : new double[] {options.network().floor(), 0}) {
                    Outcome outcome = ablation.run(likelihood, factor * rate, floor);
                    outcomes.add(outcome);
                    System.out.printf(
                            Locale.ROOT,
                            "%-18s rate %-6s floor %-7s %s%n",
                            outcome.likelihood(),
                            factor * rate,
                            floor,
                            outcome.failure() == null
                                    ? String.format(Locale.ROOT, "NLL %.4f", outcome.nll())
                                    : outcome.failure());
                }
            }
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("experiment", "ablate");
        json.put("settings", options.toMap());
        json.put("corpus", data.corpus());
        json.put("outcomes", outcomes);
        out.write("results.json", Json.write(json));
    }
}
