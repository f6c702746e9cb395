package usercode;

import static adjoint.Adjoint.explain;
import static adjoint.Adjoint.function;
import static adjoint.Adjoint.grad;
import static adjoint.Adjoint.jacobian;
import static adjoint.Adjoint.jvp;
import static adjoint.Adjoint.vectorize;
import static adjoint.rewrite.Rule.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import adjoint.autodiff.Derivatives;
import adjoint.autodiff.OpCheck;
import adjoint.exact.Exact;
import adjoint.expr.ElementwiseOp;
import adjoint.expr.ExactInterpreter;
import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Interpreter;
import adjoint.expr.Op;
import adjoint.expr.Rows;
import adjoint.expr.Sample;
import adjoint.expr.Vectorizer;
import adjoint.rewrite.Options;
import adjoint.tensor.Axes;
import adjoint.tensor.DType;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import adjoint.tensor.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Two ops of a user's own, taken through everything that the ops of the library can do. */
class OwnOpTest {
    /** x exp(x), elementwise. */
    private static final ElementwiseOp XEXP = ElementwiseOp.unary(
                    "xexp", x -> x * Math.exp(x), (y, g, x) -> g.mul(y.add(x.exp())))
            .on(-2, 2)
            .exactly(x -> x.times(x.exp()));

    /** The sum of the cubes of each row of a matrix: it takes no more axes than two. */
    private record CubeSum() implements Op {
        @Override
        public String name() {
            return "cubeSum";
        }

        @Override
        public Type infer(List<Type> in) {
            Op.takes(1, in);
            if (in.get(0).rank() != 2) {
                throw new ShapeException("takes a matrix, not " + in.get(0));
            }
            return in.get(0).with(in.get(0).shape().without(Axes.at(1)));
        }

        @Override
        public void eval(Tensor[] in, Tensor out) {
            code(in[0], out, 0, out.size()).run();
        }

        @Override
        public Optional<Rows> rows(Tensor[] in, Tensor out) {
            return Optional.of(
                    new Rows(out.size(), true, new boolean[] {true}, (from, to) -> code(in[0], out, from, to)));
        }

        private static Runnable code(Tensor in, Tensor out, int from, int to) {
            int columns = in.dim(1);
            return () -> {
                for (int i = from; i < to; i++) {
                    double sum = 0;
                    for (int j = 0; j < columns; j++) {
                        double x = in.get(i * columns + j);
                        sum += x * x * x;
                    }
                    out.set(i, sum);
                }
            };
        }

        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            return List.of(g.expand(1).mul(x.get(0).square().mul(3)));
        }

        @Override
        public Optional<Expr> define(List<Expr> x) {
            return Optional.of(x.get(0).pow(3).sum(1));
        }
    }

    private static final Tensor VALUES = Tensor.over(new double[] {1, -2, 0.5, 3, -1, 0.25}, 2, 3);

    private final Expr x = Expressions.input("x", DType.FLOAT64, 2, 3);

    private static Expr cubeSum(Expr x) {
        return Expr.of(new CubeSum(), x);
    }

    private double[] value(Expr y) {
        return function(x).returning(y).compile().call(VALUES).doubles();
    }

    private void same(Expr own, Expr meaning) {
        assertThat(own.shape()).isEqualTo(meaning.shape());
        assertThat(value(own)).containsExactly(value(meaning), within(1e-12));
    }

    @Test
    void theGenericChecksPass() {
        assertThat(OpCheck.of(Sample.of(new CubeSum()).on(-2, 2, "n", 3)).failures())
                .isEmpty();
        XEXP.samples()
                .forEach(sample -> assertThat(OpCheck.of(sample).failures())
                        .as(sample.toString())
                        .isEmpty());
    }

    @Test
    void derivativesOfEveryKind() {
        Expr own = cubeSum(x), meaning = x.pow(3).sum(1);
        same(own, meaning);
        same(grad(own.sum(), x), grad(meaning.sum(), x));
        same(
                grad(grad(own.sum(), x).square().sum(), x),
                grad(grad(meaning.sum(), x).square().sum(), x));
        same(jvp(own, List.of(x), List.of(x.sin())), jvp(meaning, List.of(x), List.of(x.sin())));
        same(jacobian(own, x), jacobian(meaning, x));
        same(Derivatives.hessian(own.sum(), x), Derivatives.hessian(meaning.sum(), x));
        same(jacobian(XEXP.of(x), x), jacobian(x.mul(x.exp()), x));
        same(
                Derivatives.hessian(XEXP.of(x).sum(), x),
                Derivatives.hessian(x.mul(x.exp()).sum(), x));
    }

    @Test
    void perExampleGradientsAndBatchesOfBatches() {
        Expr own = Derivatives.perExampleGradients(
                        List.of(x), one -> XEXP.of(cubeSum(one.get(0).mul(x))).sum(), List.of(x))
                .get(0);
        Expr meaning = Derivatives.perExampleGradients(
                        List.of(x),
                        one -> {
                            Expr cubes = one.get(0).mul(x).pow(3).sum(1);
                            return cubes.mul(cubes.exp()).sum();
                        },
                        List.of(x))
                .get(0);
        assertThat(own.shape()).isEqualTo(meaning.shape());
        Tensor small = VALUES.cast(DType.FLOAT64);
        for (int i = 0; i < small.size(); i++) {
            small.set(i, small.get(i) / 3);
        }
        assertThat(function(x).returning(own).compile().call(small).doubles())
                .containsExactly(
                        function(x).returning(meaning).compile().call(small).doubles(), within(1e-12));

        Expr nested = vectorize(
                outer -> vectorize(inner -> cubeSum(inner.get(0)), List.of(outer.get(0)), 0),
                List.of(x.expand(0).expand(-1).add(x.expand(1).expand(1))),
                -1);
        Expr sum = x.expand(0).expand(-1).add(x.expand(1).expand(1)).moveAxis(-1, 0);
        same(nested, sum.pow(3).sum(3));
        same(grad(nested.square().sum(), x), grad(sum.pow(3).sum(3).square().sum(), x));
    }

    @Test
    void sharedArgumentsAreGivenWhole() {
        Expr all = vectorize(in -> cubeSum(in.get(1).mul(in.get(0))), List.of(x, x), 0, Vectorizer.SHARED);
        same(all, x.expand(1).mul(x).pow(3).sum(2));
        assertThatThrownBy(() -> vectorize(in -> in.get(0), List.of(x), Vectorizer.SHARED))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("1 arguments need as many batch axes");
    }

    @Test
    void exactValues() {
        Map<Expr, Exact[]> inputs = Map.of(x, ExactInterpreter.exact(VALUES));
        Expr y = XEXP.of(cubeSum(x));
        Exact[] exact = ExactInterpreter.evaluate(y, inputs);
        double[] found = Interpreter.evaluate(y, List.of(x), VALUES).doubles();
        for (int i = 0; i < exact.length; i++) {
            assertThat(found[i]).isCloseTo(exact[i].toDouble(), within(1e-12 * Math.abs(exact[i].toDouble())));
        }
        Exact[] batch =
                ExactInterpreter.evaluate(vectorize(in -> cubeSum(in.get(0).expand(0)), List.of(x), 0), inputs);
        assertThat(batch).containsExactly(Exact.of(1 - 8 + 0.125), Exact.of(27 - 1 + 0.015625));
    }

    @Test
    void anOwnRuleMakesUseOfIt() {
        var toXexp =
                rule("x-exp-x").rewrite(a -> a.mul(a.exp()), a -> XEXP.of(a)).because("one pass instead of two");
        String text = explain(x.mul(x.exp())).with(Options.DEFAULT.plus(toXexp)).toText();
        assertThat(text).contains("xexp(x)").contains("x-exp-x");
    }

    @Test
    void severalThreadsShareTheRows() {
        Expr wide = Expressions.input("wide", DType.FLOAT64, 3_000, 40);
        Tensor values = Tensor.full(DType.FLOAT64, 0.5, 3_000, 40);
        Tensor sums = function(wide).returning(cubeSum(wide)).compile().call(values);
        assertThat(sums.doubles()).containsOnly(5);
        Rows rows = new CubeSum().rows(new Tensor[] {values}, sums).orElseThrow();
        rows.code().bind(0, 1_000).run();
        rows.code().bind(1_000, 3_000).run();
        assertThat(sums.doubles()).containsOnly(5);
    }

    @Test
    void printingAndPage() {
        Expr y = XEXP.of(cubeSum(x));
        assertThat(y).hasToString("xexp(cubeSum(x))");
        assertThat(explain(y).toHtml()).contains("cubeSum").contains("xexp");
        assertThat(explain(vectorize(in -> cubeSum(in.get(0).expand(0)), List.of(x), 0))
                        .toText())
                .contains("batched[cubeSum]");
    }
}
