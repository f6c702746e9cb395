package adjoint.examples.network;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Who is ahead on the validation examples, and by how much.
 *
 * @param results of the linear model, which comes first, and of networks
 */
public record Verdict(List<Result> results) {
    /** One line on the likeliest of the networks against the linear model and each kind of perceptron. */
    public String line() {
        Result best = results.stream()
                .skip(1)
                .min(Comparator.comparingDouble(Result::nll))
                .orElseThrow();
        String rivals = results.stream()
                .filter(rival -> rival != best)
                .filter(rival -> rival == results.get(0) || rival.model().endsWith("mlp"))
                .map(rival -> against(best, rival))
                .collect(Collectors.joining("; "));
        return "On held-out data " + best.model() + " is " + rivals + ". " + reason(best);
    }

    private static String against(Result best, Result rival) {
        double nats = rival.nll() - best.nll();
        double percent = 100 * (1 - best.mseOfMean() / rival.mseOfMean());
        return String.format(
                Locale.ROOT,
                "%s %s by %.3f nats (%.3f bits) a sample, and its mean %s by %.1f %% in MSE",
                nats >= 0 ? "ahead of" : "behind",
                rival.model(),
                Math.abs(nats),
                Math.abs(nats) / Math.log(2),
                percent >= 0 ? "ahead" : "behind",
                Math.abs(percent));
    }

    private static String reason(Result best) {
        return best.model().startsWith("skip")
                ? "It contains the linear predictor, and its networks add what is not linear and how sure each prediction is."
                : "It has no linear predictor within it, so it has to learn from the samples what that one is given.";
    }
}
