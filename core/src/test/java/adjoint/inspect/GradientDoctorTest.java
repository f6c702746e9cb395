package adjoint.inspect;

import static adjoint.Adjoint.constant;
import static adjoint.Adjoint.scalar;
import static adjoint.Adjoint.shared;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import adjoint.expr.Expr;
import adjoint.expr.Shared;
import adjoint.inspect.GradientDoctor.Complaint;
import adjoint.inspect.GradientDoctor.Finding;
import adjoint.inspect.written.Model;
import adjoint.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GradientDoctorTest {
    private final Shared w = shared("w", Tensor.of(new double[] {0.5, 2}));

    private static List<Finding> examine(Expr loss, Expr... variables) {
        return GradientDoctor.examine(loss, List.of(variables), Map.of());
    }

    private static Finding only(Expr loss, Expr variable) {
        List<Finding> findings = examine(loss, variable);
        assertThat(findings).hasSize(1);
        return findings.get(0);
    }

    @Test
    void aHealthyGradientHasNoFindings() {
        assertThat(examine(w.tanh().sum(), w)).isEmpty();
    }

    @Test
    void aVariableThatTheLossDoesNotUseIsDisconnected() {
        Shared other = shared("other", Tensor.of(1));

        List<Finding> findings = examine(w.sum(), w, other);

        assertThat(findings).hasSize(1);
        assertThat(findings.get(0).complaint()).isEqualTo(Complaint.DISCONNECTED);
        assertThat(findings.get(0).variable()).isSameAs(other);
        assertThat(findings.get(0).message()).contains("other");
    }

    @Test
    void aLossThatIsNotFiniteIsTracedToTheFirstNodeThatMakesItSo() {
        Expr root = w.sub(1).sqrt();

        Finding finding = only(root.mul(3).exp().sum(), w);

        assertThat(finding.complaint()).isEqualTo(Complaint.NOT_FINITE);
        assertThat(finding.variable()).isNull();
        assertThat(finding.node().op().name()).isEqualTo("sqrt");
        assertThat(finding.message()).contains("the loss is not finite", "NaN at position 0", "float64[2]{-0.5, 1.0}");
    }

    @Test
    void aGradientThatIsNotFiniteIsTracedInTheGradient() {
        Finding finding = only(w.sub(constant(0.5, 1)).sqrt().sum(), w);

        assertThat(finding.complaint()).isEqualTo(Complaint.NOT_FINITE);
        assertThat(finding.variable()).isSameAs(w);
        assertThat(finding.node().op().name()).isEqualTo("div");
        assertThat(finding.message()).contains("the gradient by w is not finite", "Infinity at position 0");
    }

    @Test
    void aZeroGradientIsTracedToTheNodeThatStopsIt() {
        Expr dead = w.mul(-1).relu().named("dead");

        Finding finding = only(dead.mul(2).sum().exp(), w);

        assertThat(finding.complaint()).isEqualTo(Complaint.ZERO);
        assertThat(finding.node().op().name()).isEqualTo("relu");
        assertThat(finding.message()).contains("'dead' = relu", "on the way", "<- dead <-", " to 0 below");
    }

    @Test
    void aVariableThatTidyingRemovesHasAZeroGradient() {
        Finding finding = only(shared("v", Tensor.of(1)).add(w.sum().mul(0)), w);

        assertThat(finding.complaint()).isEqualTo(Complaint.ZERO);
        assertThat(finding.message()).contains("does not depend on it");
    }

    @Test
    void vanishingAndExplodingGradientsAreTracedToTheSteepestStep() {
        Expr small = w;
        Expr large = w;
        for (int i = 0; i < 40; i++) {
            small = small.sigmoid();
            large = large.mul(i == 20 ? 1000 : 2);
        }

        Finding vanishing = only(small.sum(), w);
        assertThat(vanishing.complaint()).isEqualTo(Complaint.VANISHING);
        assertThat(vanishing.node().op().name()).isEqualTo("sigmoid");
        assertThat(vanishing.message()).contains("more) <-");
        assertThat(only(large.sum(), w).complaint()).isEqualTo(Complaint.EXPLODING);
    }

    @Test
    void theUsersLineIsGiven() {
        Expr x = scalar("x");

        List<Finding> findings = GradientDoctor.examine(Model.logarithm(x), List.of(x), Map.of(x, Tensor.of(-1)));

        assertThat(findings).hasSize(1);
        assertThat(findings.get(0).message()).contains("Model.java:", "(in Model.logarithm)", "-1.0");
    }

    @Test
    void deepGraphsAreExaminedWithoutRecursion() {
        Expr deep = w;
        for (int i = 0; i < 10_000; i++) {
            deep = deep.mul(0.5).sin();
        }

        Finding finding = only(deep.sum(), w);

        assertThat(finding.complaint()).isIn(Complaint.ZERO, Complaint.VANISHING);
        assertThat(finding.message().length()).isLessThan(1_000);
    }

    @Test
    void computedNodesAndMissingDataAreRefused() {
        Expr x = scalar("x");
        assertThatThrownBy(() -> examine(w.exp().sum(), w.exp())).hasMessageContaining("which is computed");
        assertThatThrownBy(() -> examine(w.sum().mul(x), w)).hasMessageContaining("no value for input 'x'");
    }
}
