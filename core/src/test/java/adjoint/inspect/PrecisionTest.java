package adjoint.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import adjoint.autodiff.Gradients;
import adjoint.exact.Exact;
import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Maths;
import adjoint.inspect.written.Model;
import adjoint.run.CompiledFunction;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class PrecisionTest {
    private final Expr y = Expressions.matrix("y", "batch", 1), mean = Expressions.matrix("mean", "batch", 3);
    private final Expr variance = Expressions.matrix("variance", "batch", 3);
    private final Expr loss = Model.naiveMixture(y, mean, variance.exp());

    private Precision withData(Precision precision, double distance) {
        Random random = new Random(1);
        Tensor targets = Tensor.zeros(DType.FLOAT64, 4, 1), means = Tensor.zeros(DType.FLOAT64, 4, 3);
        Tensor variances = Tensor.zeros(DType.FLOAT64, 4, 3);
        for (int i = 0; i < 12; i++) {
            means.set(i, distance + random.nextGaussian());
            variances.set(i, random.nextGaussian());
        }
        return precision.given(y, targets).given(mean, means).given(variance, variances);
    }

    @Test
    void namesLogAndSumOfTheNaiveMixtureAndFindsTheRewrittenOneClean() {
        PrecisionProfile naive = withData(Precision.of(loss).asWritten(), 60).measure();
        assertThat(naive.worst().bits()).isEqualTo(64);
        assertThat(naive.culprits().get(0).node().op().name()).isIn("log", "exp");
        assertThat(naive.toString()).contains("log", "Model.java:");

        PrecisionProfile stable = withData(Precision.of(loss), 60).measure();
        assertThat(stable.worst().bits()).isLessThan(6);
        PrecisionProfile gradient = withData(Precision.of(Gradients.grad(loss, List.of(mean, variance))), 60)
                .measure();
        assertThat(gradient.rows())
                .allMatch(row -> row.local() < 4); // the shares inherit what their large arguments lost
        assertThat(gradient.rows()).anyMatch(row -> !row.forward());
    }

    @Test
    void tellsWhatANodeLosesFromWhatItInherits() {
        Expr a = Expressions.scalar("a"), b = Expressions.scalar("b");
        Expr difference = a.add(b).sub(a), scaled = difference.mul(3);
        PrecisionProfile profile = Precision.of(scaled)
                .asWritten()
                .given(a, Tensor.of(1e10))
                .given(b, Tensor.of(1e-5 + Math.PI * 1e-7))
                .measure();
        PrecisionProfile.Row lost = row(profile, difference), inherits = row(profile, scaled);
        assertThat(lost.local()).isGreaterThan(30);
        assertThat(inherits.local()).isLessThan(1.5);
        assertThat(inherits.inherited()).isEqualTo(lost.bits());
        assertThat(profile.culprits()).first().isEqualTo(lost);
    }

    private static PrecisionProfile.Row row(PrecisionProfile profile, Expr node) {
        return profile.rows().stream()
                .filter(row -> row.node() == node)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theUsualCasesOfTheLiterature() {
        Expr a = Expressions.scalar("a"),
                b = Expressions.scalar("b"),
                c = Expressions.scalar("c"),
                x = Expressions.vector("x", 2);
        Expr root = b.neg().add(b.square().sub(a.mul(c).mul(4)).sqrt()).div(a.mul(2));
        Precision quadratic = Precision.of(root)
                .given(a, Tensor.of(1))
                .given(b, Tensor.of(1e8))
                .given(c, Tensor.of(1));
        assertThat(quadratic.asWritten().measure().worst().bits()).isGreaterThan(40);
        assertThat(quadratic.asWritten().measure().culprits().get(0).node().op().name())
                .isEqualTo("add");

        Expr spread = x.square().mean().sub(x.mean().square());
        Precision variance = Precision.of(spread).given(x, Tensor.of(new double[] {1e8, 1e8 + 1}));
        assertThat(variance.asWritten().measure().worst().bits()).isGreaterThan(30);
        assertThat(variance.measure().worst().bits()).isLessThan(2);

        Expr z = Expressions.scalar("z"), relative = z.exp().sub(1).div(z);
        Expr bend = Gradients.grad(Gradients.grad(relative, z), z);
        Precision relatives = Precision.of(relative, bend).given(z, Tensor.of(1e-9));
        assertThat(relatives.asWritten().measure().culprits()).isNotEmpty();
        assertThat(relatives.measure().worst().bits()).isLessThan(3);
    }

    @Test
    void float32HasBitsOfItsOwn() {
        assertThat(PrecisionProfile.bits(1, Exact.of(Math.nextUp(1f)), DType.FLOAT32))
                .isEqualTo(1);
        assertThat(PrecisionProfile.bits(1, Exact.of(Math.nextUp(1.0)), DType.FLOAT32))
                .isZero();
        assertThat(PrecisionProfile.bits(Double.NaN, Exact.ONE, DType.FLOAT32)).isEqualTo(32);
        assertThat(PrecisionProfile.bits(-Double.MIN_VALUE, Exact.of(Double.MIN_VALUE), DType.FLOAT64))
                .isCloseTo(Math.log(3) / Math.log(2), Offset.offset(1e-15));
        Expr x = Expressions.input("x", DType.FLOAT32, 10_000);
        PrecisionProfile sum = Precision.of(x.sum())
                .given(x, Tensor.full(DType.FLOAT32, 0.1f, 10_000))
                .measure();
        assertThat(sum.worst().bits()).isLessThanOrEqualTo(1);
    }

    @Test
    void ofAFunctionItReadsSharedVariablesAndChangesNone() {
        Expr x = Expressions.vector("x", 2);
        var w = Expressions.shared("w", Tensor.of(new double[] {1, 2}));
        CompiledFunction step = CompiledFunction.function(x)
                .returning(x.mul(w).sum())
                .updating(w, w.mul(2))
                .compile();
        PrecisionProfile profile =
                Precision.of(step).given(x, Tensor.of(new double[] {3, 4})).measure();
        assertThat(profile.worst().bits()).isZero();
        assertThat(profile.toString()).contains("no node loses more than rounding does");
        assertThat(w.get().get(1)).isEqualTo(2);
    }

    @Test
    void saysWhatIsMissingOrTooMuch() {
        Expr x = Expressions.matrix("x", 400, 400);
        assertThatThrownBy(() -> Precision.of(x.exp()).measure())
                .hasMessageContaining("input 'x' of type float64[400, 400] has no value");
        assertThatThrownBy(() -> Precision.of(x.dot(x))
                        .given(x, Tensor.zeros(DType.FLOAT64, 400, 400))
                        .measure())
                .hasMessageContaining("would take about")
                .hasMessageContaining("within(seconds)");
        assertThat(Precision.of(Expr.of(Maths.EXP, x.sum()))
                        .given(x, Tensor.zeros(DType.FLOAT64, 400, 400))
                        .measure()
                        .worst()
                        .bits())
                .isZero();
    }
}
