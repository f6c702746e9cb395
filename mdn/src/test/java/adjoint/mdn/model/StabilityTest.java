package adjoint.mdn.model;

import static adjoint.Adjoint.grad;
import static org.assertj.core.api.Assertions.assertThat;

import adjoint.expr.Expr;
import adjoint.mdn.layer.Activation;
import adjoint.mdn.layer.Architecture;
import adjoint.rewrite.Options;
import adjoint.rewrite.Rewriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nothing in the module's own loss and gradients is reported as dangerous. */
class StabilityTest {
    @Test
    void lossAndGradientsRaiseNoAlarm() {
        MixtureDensityNetwork network = network();
        List<Expr> roots = new ArrayList<>(List.of(network.loss()));
        network.parameters().forEach(p -> roots.add(grad(network.loss(), p)));
        assertThat(Rewriter.with(Options.DEFAULT).optimised(roots).dangers()).isEmpty();
        assertThat(Rewriter.with(Options.DEFAULT).stabilised(roots).dangers()).isEmpty();
    }
}
