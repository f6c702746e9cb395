package adjoint.mdn.model;

import static adjoint.Adjoint.grad;
import static org.assertj.core.api.Assertions.assertThat;

import adjoint.expr.Expr;
import adjoint.mdn.layer.Activation;
import adjoint.mdn.layer.Architecture;
import adjoint.mdn.mixture.Covariance;
import adjoint.rewrite.Options;
import adjoint.rewrite.Rewriter;
import adjoint.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nothing in the module's own loss and gradients is reported as dangerous. */
class StabilityTest {
    @ParameterizedTest
    @EnumSource(Covariance.class)
    void lossAndGradientsRaiseNoAlarm(Covariance form) {
        Architecture shape = new Architecture(1, List.of(8), 2, Activation.TANH, DType.FLOAT64);
        check(new MixtureDensityNetwork(shape, new Head(3, form, 0.01, Positive.SOFTPLUS, false), 4));
    }

    private static void check(MixtureDensityNetwork network) {
        List<Expr> roots = new ArrayList<>(List.of(network.loss()));
        network.parameters().forEach(p -> roots.add(grad(network.loss(), p)));
        assertThat(Rewriter.with(Options.DEFAULT).optimised(roots).dangers()).isEmpty();
        assertThat(Rewriter.with(Options.DEFAULT).stabilised(roots).dangers()).isEmpty();
    }
}
