package adjoint.rewrite;

import static adjoint.Adjoint.grad;
import static adjoint.expr.Expressions.input;
import static org.assertj.core.api.Assertions.assertThat;

import adjoint.exact.Exact;
import adjoint.expr.ExactInterpreter;
import adjoint.expr.Expr;
import adjoint.expr.Interpreter;
import adjoint.tensor.Tensor;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The likelihood of a mixture written as its textbook formula, at targets far from every component. */
class MixtureTest {
    record Spelling(String name, UnaryOperator<Expr> mix, BinaryOperator<Expr> density) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Spelling> spellings() {
        UnaryOperator<Expr> softmax = z -> z.softmax(1);
        UnaryOperator<Expr> byHand = z -> z.exp().div(z.exp().sum(1).expand(1));
        UnaryOperator<Expr> shifted = z -> {
            Expr e = z.sub(z.max(1).expand(1)).exp();
            return e.div(e.sum(1).expand(1));
        };
        BinaryOperator<Expr> rooted =
                (r, v) -> r.neg().div(v.mul(2)).exp().div(v.mul(2 * Math.PI).sqrt());
        BinaryOperator<Expr> deviation = (r, v) -> {
            Expr sigma = v.sqrt();
            return r.mul(-0.5).div(sigma.square()).exp().div(sigma.mul(Math.sqrt(2 * Math.PI)));
        };
        BinaryOperator<Expr> power =
                (r, v) -> v.mul(2 * Math.PI).pow(-0.5).mul(r.div(v).mul(-0.5).exp());
        BinaryOperator<Expr> standard = (r, v) -> r.sqrt()
                .div(v.sqrt())
                .square()
                .mul(-0.5)
                .exp()
                .mul(1 / Math.sqrt(2 * Math.PI))
                .div(v.sqrt());
        BinaryOperator<Expr> byExp = (r, v) ->
                r.neg().div(v.mul(2)).exp().div(v.log().mul(0.5).exp()).div(Math.sqrt(2 * Math.PI));
        return List.of(
                new Spelling("softmax, root", softmax, rooted),
                new Spelling("by hand, root", byHand, rooted),
                new Spelling("shifted, root", shifted, rooted),
                new Spelling("softmax, deviation", softmax, deviation),
                new Spelling("by hand, deviation", byHand, deviation),
                new Spelling("softmax, power", softmax, power),
                new Spelling("shifted, power", shifted, power),
                new Spelling("softmax, standard score", softmax, standard),
                new Spelling("by hand, exponential scale", byHand, byExp));
    }

    @ParameterizedTest
    @MethodSource("spellings")
    void farTargetsHaveExactValueAndGradient(Spelling spelling) {
        Expr z = input("z", 2, 3);
        Expr mu = input("mu", 2, 3);
        Expr v = input("v", 2, 3);
        Expr y = input("y", 2, 1);
        Expr density = spelling.density.apply(y.sub(mu).square(), v);
        Expr nll = spelling.mix.apply(z).mul(density).sum(1).log().mean().neg();
        List<Expr> inputs = List.of(z, mu, v, y);
        for (double far : new double[] {0.7, 60, 1e4}) {
            Tensor[] values = {
                Tensor.of(new double[][] {{0.3, -1, 2}, {-700, 0, 800}}),
                Tensor.of(new double[][] {{0, 0.5, -0.25}, {1, 0.125, -1}}),
                Tensor.of(new double[][] {{1, 0.5, 0.04}, {0.1, 2, 0.05}}),
                Tensor.of(new double[][] {{far}, {-far}})
            };
            Exact[] wanted = RuleTrial.exact(nll, inputs.toArray(Expr[]::new), values, null, null);
            Tensor value = Interpreter.evaluate(Rewriter.optimise(List.of(nll)).get(0), inputs, values);
            assertThat(RuleTrial.apart(wanted[0], value.scalar(), 1e-14))
                    .as("%s for %s", value, wanted[0])
                    .isFalse();
            for (Expr parameter : List.of(z, mu, v)) {
                Expr gradient = Rewriter.optimise(List.of(grad(nll, parameter))).get(0);
                Tensor found = Interpreter.evaluate(gradient, inputs, values);
                double[] exact = derivative(nll, inputs, values, inputs.indexOf(parameter));
                for (int i = 0; i < exact.length; i++) {
                    assertThat(RuleTrial.apart(Exact.of(exact[i]), found.get(i), 1e-12 + 2e-15 * far * far))
                            .as("gradient %d to %s is %s, should be %s", i, parameter, found.get(i), exact[i])
                            .isFalse();
                }
            }
        }
    }

    /** Central differences of the exact value. */
    private static double[] derivative(Expr loss, List<Expr> inputs, Tensor[] values, int of) {
        Exact step = Exact.of(0x1p-100);
        double[] gradient = new double[values[of].size()];
        for (int i = 0; i < gradient.length; i++) {
            Exact[] sides = new Exact[2];
            for (int side = 0; side < 2; side++) {
                Map<Expr, Exact[]> bound = new IdentityHashMap<>();
                for (int k = 0; k < values.length; k++) {
                    bound.put(inputs.get(k), ExactInterpreter.exact(values[k]));
                }
                Exact[] moved = bound.get(inputs.get(of));
                moved[i] = moved[i].plus(side == 0 ? step : step.negate());
                sides[side] = ExactInterpreter.evaluate(loss, bound)[0];
            }
            gradient[i] = sides[0].minus(sides[1]).over(step.plus(step)).toDouble();
        }
        return gradient;
    }
}
