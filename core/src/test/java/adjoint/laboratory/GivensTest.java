package adjoint.laboratory;

import static adjoint.Adjoint.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import adjoint.autodiff.GradientEdit;
import adjoint.autodiff.Grads;
import adjoint.expr.Expr;
import adjoint.expr.Graph;
import adjoint.expr.Shared;
import adjoint.run.CompiledFunction;
import adjoint.tensor.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a given puts in a node's place stands there in the loss and in its derivatives, also where a rule has left nothing of
 * the node. The oracle is a graph in which a mark of the test's own keeps rules from the node: a new input, whose gradient is
 * carried on by {@code vjp} of the node alone.
 */
class GivensTest {
    private static final Tensor X = Tensor.of(new double[] {0.3, -1.2, 2.0});
    private static final Tensor R = Tensor.of(new double[] {0.2, 0.5, 0.9});

    private final Expr x = vector("x", 3);
    private final Expr r = vector("r", 3);

    /** The node, and the loss as a function of it: pairs that a rule rewrites together. */
    static Stream<Arguments> rewritten() {
        return Stream.of(
                pair(
                        "log of softmax",
                        v -> v.softmax(0),
                        n -> n.log().mul(Tensors.WEIGHTS).sum()),
                pair("log of exp", v -> v.exp(), n -> n.log().square().sum()),
                pair("log of sum of exp", v -> v.exp(), n -> n.sum().log()),
                pair("log of sigmoid", v -> v.sigmoid(), n -> n.log().sum()),
                pair(
                        "log of 1 - sigmoid",
                        v -> v.sigmoid(),
                        n -> n.neg().add(1).log().sum()),
                pair("log of 1 + exp", v -> v.exp(), n -> n.add(1).log().sum()),
                pair("exp - 1", v -> v.exp(), n -> n.sub(1).square().sum()),
                pair("square of root", v -> v.exp().sqrt(), n -> n.square().sum()),
                pair("twice neg", v -> v.neg(), n -> n.neg().exp().sum()));
    }

    private static final class Tensors {
        static final Expr WEIGHTS = constant(Tensor.of(new double[] {0.5, 0.25, 2}));
    }

    private static Arguments pair(String what, UnaryOperator<Expr> node, UnaryOperator<Expr> loss) {
        return Arguments.of(what, node, loss);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rewritten")
    void reachGradients(String what, UnaryOperator<Expr> inner, UnaryOperator<Expr> outer) {
        Expr node = inner.apply(x);
        Expr loss = outer.apply(node);
        CompiledFunction given = function(x, r)
                .returning(loss, grad(loss, x).named("g"))
                .given(node, r)
                .compile();
        List<Tensor> results = given.callAll(X, R);
        assertClose(
                results.get(0), function(r).returning(outer.apply(r)).compile().call(R));
        assertClose(results.get(1), expected(inner, outer));
    }

    /** The slope of the loss at r, carried on through the node, whose own slope is written with its value: r. */
    private Tensor expected(UnaryOperator<Expr> inner, UnaryOperator<Expr> outer) {
        Expr slope = vector("slope", 3);
        Expr node = inner.apply(x);
        Expr through = node.op().vjp(r, slope, node.inputs()).get(0);
        Expr below = node.input(0);
        Expr all = below == x
                ? through
                : below.op().vjp(below, through, below.inputs()).get(0);
        Tensor at = function(r).returning(grad(outer.apply(r), r)).compile().call(R);
        return function(x, r, slope).returning(all).compile().call(X, R, at);
    }

    private static void assertClose(Tensor found, Tensor expected) {
        assertThat(found.type()).isEqualTo(expected.type());
        for (int i = 0; i < found.size(); i++) {
            assertThat(found.get(i)).isCloseTo(expected.get(i), within(1e-12));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rewritten")
    void reachUpdatesAndEditedGradients(String what, UnaryOperator<Expr> inner, UnaryOperator<Expr> outer) {
        Shared w = shared("w", X);
        Expr node = inner.apply(w);
        Expr loss = outer.apply(node);
        Expr twice =
                grad(loss, List.of(w), exact().at(node, GradientEdit.scale(2))).of(w);
        function(r)
                .returning(loss)
                .updating(w, twice.add(1))
                .given(node, r)
                .compile()
                .call(R);
        Expr doubled = expectedExpr(inner, outer);
        assertClose(w.get(), function(x, r).returning(doubled).compile().call(X, R));
    }

    private Expr expectedExpr(UnaryOperator<Expr> inner, UnaryOperator<Expr> outer) {
        return constant(expected(inner, outer)).mul(2).add(1).add(x.mul(0)).add(r.mul(0));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rewritten")
    void reachSecondDerivatives(String what, UnaryOperator<Expr> inner, UnaryOperator<Expr> outer) {
        Expr node = inner.apply(x);
        Expr curved = grad(grad(outer.apply(node), x).square().sum(), x);
        Expr forward = jvp(outer.apply(node), List.of(x), List.of(r));
        List<Tensor> same = function(x, r).returning(curved, forward).compile().callAll(X, R);
        Expr alike = inner.apply(x);
        List<Tensor> given = function(x, r)
                .returning(curved, forward)
                .given(node, alike)
                .compile()
                .callAll(X, R);
        for (int i = 0; i < same.size(); i++) {
            assertClose(given.get(i), same.get(i));
        }
    }

    @Test
    void derivativesThatAreMadeOfEachOtherShareNodes() {
        Expr node = x.tanh();
        Grads grads = grad(node.square().sum(), List.of(x, node));
        assertThat(Graph.topological(grads.of(x))).contains(grads.of(node));
        assertThat(grad(node.sum(), List.of()).all()).isEmpty();
    }
}
