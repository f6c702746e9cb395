package adjoint.laboratory;

import static adjoint.Adjoint.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import adjoint.expr.Expr;
import adjoint.expr.Graph;
import adjoint.expr.Interpreter;
import adjoint.tensor.DType;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What may be differentiated by what, and what the errors say. */
class GradientsTest {
    private final Expr x = vector("x", 3);
    private final Tensor at = Tensor.of(new double[] {0.5, -1, 2});

    private double[] value(Expr output) {
        return Interpreter.evaluate(output, List.of(x), at).toDoubles();
    }

    @Test
    void innerNodesAndLeavesTogether() {
        Expr h = x.exp().named("h");
        Expr loss = h.square().sum().add(x.sum());
        var grads = grad(loss, List.of(h, x));
        assertThat(value(grads.of(h))).containsExactly(value(h.mul(2)), Offset.offset(1e-15));
        assertThat(value(grads.of(x))).containsExactly(value(h.square().mul(2).add(1)), Offset.offset(1e-14));
        assertThat(grads.of(h).type()).isEqualTo(h.type());
    }

    @Test
    void secondDerivativesByAnInnerNodeThatRewritingTouches() {
        Expr h = x.exp().sum().log().named("h");
        Expr cube = h.pow(3);
        Expr first = grad(cube, h);
        Expr second = grad(first, h);
        assertThat(value(second)).containsExactly(value(h.mul(6)), Offset.offset(1e-13));
    }

    @Test
    void aVariableMayBeNamedTwice() {
        Expr copy = x.named("copy");
        Expr loss = x.mul(copy).sum();
        assertThat(value(grad(loss, x))).containsExactly(1, -2, 4);
        assertThat(value(grad(loss, copy))).containsExactly(1, -2, 4);
        var grads = grad(loss, List.of(x, x, copy));
        assertThat(grads.all()).hasSize(3);
        assertThat(value(grads.all().get(1))).containsExactly(1, -2, 4);
    }

    @Test
    void constantsAreVariablesLikeAnyOther() {
        Expr three = constant(3);
        assertThat(value(grad(three.mul(x).sum(), three))).containsExactly(1.5);
    }

    @Test
    void theAdjointOfAnyNodeIsThereAfterwards() {
        Expr h = x.square();
        var grads = grad(h.mul(3).sum(), List.of(x));
        assertThat(value(grads.adjoint(h))).containsExactly(3, 3, 3);
        assertThat(value(grads.adjoint(x))).containsExactly(3, -6, 12);
        assertThatThrownBy(() -> grads.of(h)).isInstanceOf(ShapeException.class).hasMessageContaining("x^2");
    }

    @Test
    void knownAdjointsOfSeveralOutputsStartAGradient() {
        Expr y = x.square();
        Expr z = y.sum();
        Map<Expr, Expr> known = new LinkedHashMap<>();
        known.put(y, constant(new double[] {1, 10, 100}));
        known.put(z, constant(1000));
        assertThat(value(knownGradients(known, List.of(x)).of(x))).containsExactly(1001, -2020, 4400);
        assertThat(value(vjp(y, x, List.of(x)).of(x))).containsExactly(0.5, 2, 8);
        assertThatThrownBy(() -> vjp(z, x, List.of(x)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("float64[3] for float64");
    }

    @Test
    void whatIsConsideredConstantHasNoGradient() {
        Expr loss = considerConstant(x.square()).mul(x).sum();
        assertThat(value(grad(loss, x))).containsExactly(0.25, 1, 4);
        assertThat(value(loss)).containsExactly(7.125);
    }

    @Test
    void anAbsentVariableIsAnErrorThatSaysSo() {
        Expr absent = vector("absent", 2);
        assertThatThrownBy(() -> grad(x.sum(), absent))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("absent, made at")
                .hasMessageContaining("does not occur in the loss at all")
                .hasMessageContaining("GradientsTest.java");
        Expr h = x.exp();
        assertThatThrownBy(() -> grad(h.named("h").sum(), h))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("a copy of it does, 'h'");
    }

    @Test
    void aBrokenPathIsAnErrorThatShowsWhereItBreaks() {
        Expr cast = x.mul(2).cast(DType.INT32).cast(DType.FLOAT64).mul(3).sum();
        assertThatThrownBy(() -> grad(cast, x))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("from sum[axis=0] to mul\n")
                .hasMessageContaining("cast[float64] passes no derivative on to its input cast[int32]")
                .hasMessageContaining("zeroWhereDisconnected");
        Expr condition = where(x.gt(0), constant(1), constant(0)).sum();
        assertThatThrownBy(() -> grad(condition, x))
                .hasMessageContaining("where passes no derivative on to its input gt");
        Expr held = considerConstant(x).sum();
        assertThatThrownBy(() -> grad(held, x)).hasMessageContaining("considerConstant passes no derivative");
    }

    @Test
    void zerosByChoice() {
        Expr absent = vector("absent", 2);
        var grads = grad(x.sum(), List.of(x, absent), exact().zeroWhereDisconnected());
        assertThat(value(grads.of(absent))).containsExactly(0, 0);
        assertThat(grads.of(absent).type()).isEqualTo(absent.type());
    }

    @Test
    void integersAndTruthValuesHaveNoGradient() {
        Expr index = input("index", DType.INT32, 3);
        assertThatThrownBy(() -> grad(x.sum(), index))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("int32");
        assertThatThrownBy(() -> grad(x.sum(), x.gt(0))).hasMessageContaining("bool");
        assertThatThrownBy(() -> grad(index.sum(), x)).hasMessageContaining("float scalar");
        assertThatThrownBy(() -> grad(x, x)).hasMessageContaining("float64[3]").hasMessageContaining("loss.mean()");
    }

    @Test
    void aLongChainAndADoublingTreeAreNoBurden() {
        Expr node = x;
        for (int i = 0; i < 100_000; i++) {
            node = i % 2 == 0 ? node.mul(1.0001) : node.add(x);
        }
        Expr chain = grad(node.sum(), x);
        assertThat(Graph.topological(chain).size()).isGreaterThan(100_000);
        Expr doubled = x;
        for (int i = 0; i < 60; i++) {
            doubled = doubled.add(doubled);
        }
        assertThat(value(grad(doubled.sum(), x))).containsOnly(0x1p60);
    }
}
