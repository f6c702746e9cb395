package adjoint.examples.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static Result result(String model, double nll, double mse) {
        return new Result(
                model, "", 1, nll, 8, 2 * mse, mse, mse, mse, 0.1, List.of(), List.of(), 1, 1, 0.1, List.of());
    }

    @Test
    void theLikeliestNetworkIsHeldAgainstTheLinearModelAndThePerceptrons() {
        List<Result> results = List.of(
                result("linear", -1, 0.1),
                result("mlp", 1, 0.2),
                result("mdn", 3, 0.2),
                result("fair-mlp", -2, 0.04),
                result("skip", -1.5, 0.08),
                result("fair-mdn", 0, 1));
        String line = new Verdict(results.subList(0, 3)).line();
        assertThat(line)
                .isEqualTo(
                        "On held-out data mlp is behind linear by 2.000 nats (2.885 bits) a sample, and its mean behind"
                                + " by 100.0 % in MSE. It has no linear predictor within it, so it has to learn from the samples what that one is given.");
        assertThat(new Verdict(List.of(results.get(0), results.get(1), results.get(4))).line())
                .contains(
                        "skip is ahead of linear by 0.500 nats (0.721 bits) a sample, and its mean ahead by 20.0 % in MSE;")
                .contains(
                        "ahead of mlp by 2.500 nats (3.607 bits) a sample, and its mean ahead by 60.0 % in MSE. It contains");
    }
}
