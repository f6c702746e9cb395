package adjoint.autodiff;

import static adjoint.expr.Expressions.atan2;
import static adjoint.expr.Expressions.constant;
import static adjoint.expr.Expressions.maximum;
import static adjoint.expr.Expressions.minimum;
import static adjoint.expr.Expressions.where;
import static adjoint.expr.Expressions.xlogy;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Hook;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** What is agreed at kinks, poles and ties: value, first and second derivative. */
final class SpecialPoints {
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double NAN = Double.NaN;

    /** What is built from the variables. */
    @FunctionalInterface
    interface Build {
        Expr apply(List<Expr> x);
    }

    /**
     * A line of the table.
     *
     * @param at the point: one row a variable
     * @param value the elements of the value
     * @param first the gradient of the value's sum, one row a variable
     * @param second the gradient of the sum of all of that: row sums of the Hessian, the diagonal for elementwise functions
     */
    record Line(String name, Build build, double[][] at, double[] value, double[][] first, double[][] second) {
        @Override
        public String toString() {
            return name + " at " + Arrays.deepToString(at);
        }
    }

    static double[] row(double... values) {
        return values;
    }

    /** A function of one vector. */
    static Line line(String name, UnaryOperator<Expr> f, double[] at, double[] value, double[] first, double[] second) {
        return new Line(
                name, x -> f.apply(x.get(0)), new double[][] {at}, value, new double[][] {first}, new double[][] {second
                });
    }

    /** A function of two vectors. */
    static Line line(
            String name,
            BinaryOperator<Expr> f,
            double[] a,
            double[] b,
            double[] value,
            double[][] first,
            double[][] second) {
        return new Line(name, x -> f.apply(x.get(0), x.get(1)), new double[][] {a, b}, value, first, second);
    }

    static double[][] rows(double[]... rows) {
        return rows;
    }

    static List<Line> lines() {
        List<Line> lines = new ArrayList<>(kinks());
        lines.addAll(choices());
        lines.addAll(SpecialGuards.lines());
        lines.addAll(SpecialSums.lines());
        lines.addAll(powers());
        lines.addAll(logarithms());
        lines.addAll(products());
        return lines;
    }

    private static List<Line> kinks() {
        double[] zero = row(0, 0);
        return List.of(
                line("abs", Expr::abs, row(0, -2), row(0, 2), row(0, -1), zero),
                line("sign", Expr::sign, row(0, -2), row(0, -1), zero, zero),
                line("relu", Expr::relu, row(0, 2), row(0, 2), row(0, 1), zero),
                line("relu of a square", x -> x.square().relu(), row(0, 2), row(0, 4), row(0, 4), row(0, 2)),
                line(
                        "maximum, tied",
                        Expressions::maximum,
                        row(1, 2),
                        row(1, 3),
                        row(1, 3),
                        rows(row(.5, 0), row(.5, 1)),
                        rows(zero, zero)),
                line(
                        "minimum, tied",
                        Expressions::minimum,
                        row(1, 2),
                        row(1, 3),
                        row(1, 2),
                        rows(row(.5, 1), row(.5, 0)),
                        rows(zero, zero)),
                line("maximum with itself", x -> maximum(x, x), row(1, -2), row(1, -2), row(1, 1), zero),
                line("minimum with itself", x -> minimum(x, x), row(1, -2), row(1, -2), row(1, 1), zero),
                line("max, tied", x -> x.max(), row(1, 2, 2), row(2), row(0, .5, .5), row(0, 0, 0)),
                line(
                        "min, tied",
                        x -> x.min(),
                        row(1, 1, 1, 2),
                        row(1),
                        row(1 / 3., 1 / 3., 1 / 3., 0),
                        row(0, 0, 0, 0)),
                line("log of a max of 0", x -> x.max().log(), row(-1, 0), row(-INF), row(0, INF), null),
                line("max of squares, tied", x -> x.square().max(), row(-2, 2), row(4), row(-2, 2), row(1, 1)),
                line(
                        "clip at its bounds",
                        x -> x.clip(-1, 1),
                        row(-1, 1, 2, -3),
                        row(-1, 1, 1, -1),
                        row(1, 1, 0, 0),
                        row(0, 0, 0, 0)),
                line("floor at a step", Expr::floor, row(1, -1), row(1, -1), zero, zero),
                line("norm", x -> x.norm(), zero, row(0), zero, zero),
                line(
                        "norm of nearly nothing",
                        x -> x.norm(),
                        row(3e-200, -4e-200),
                        row(5e-200),
                        row(.6, -.8),
                        row(1.12 / 5e-200, .84 / 5e-200)),
                line(
                        "norm of nearly everything",
                        x -> x.norm(),
                        row(3e200, -4e200),
                        row(5e200),
                        row(.6, -.8),
                        row(1.12 / 5e200, .84 / 5e200)),
                line("std", x -> x.std(), row(3, 3), row(0), zero, zero),
                line("var", x -> x.var(), row(3, 3), row(0), zero, zero));
    }

    private static List<Line> choices() {
        double[] zero = row(0, 0);
        return List.of(
                line("where guards log", x -> where(x.gt(0), x.log(), x), row(0, -1), row(0, -1), row(1, 1), zero),
                line(
                        "where guards sqrt",
                        x -> where(x.gt(0), x.sqrt(), x.zeros()),
                        row(0, 4),
                        row(0, 2),
                        row(0, .25),
                        row(0, -1 / 32.)),
                line(
                        "where guards sin(x)/x",
                        x -> where(x.eq(0), x.ones(), x.sin().div(x)),
                        zero,
                        row(1, 1),
                        zero,
                        zero),
                line(
                        "where guards a chain",
                        x -> where(x.gt(0), x.log().mul(2).exp(), x.mul(3)),
                        row(-1, 2),
                        row(-3, 4),
                        row(3, 4),
                        row(0, 2)),
                line(
                        "where guards a reduction",
                        x -> where(x.sum().gt(0), x.log().sum(), x.sum()),
                        row(0, -1),
                        row(-1),
                        row(1, 1),
                        zero),
                line(
                        "where inside where",
                        x -> where(
                                x.gt(0),
                                where(x.gt(1), x.sub(1).sqrt(), x.log()),
                                x.neg().log()),
                        row(-1, .5, 2),
                        row(0, Math.log(.5), 1),
                        row(-1, 2, .5),
                        row(-1, -4, -.25)),
                line(
                        "where guards infinity",
                        x -> where(x.lt(1000), x.exp(), x),
                        row(0, 2000),
                        row(1, 2000),
                        row(1, 1),
                        row(1, 0)),
                line(
                        "where with both branches bad elsewhere",
                        x -> where(x.gt(0), x.sqrt(), x.neg().sqrt()),
                        row(4, -4),
                        row(2, 2),
                        row(.25, -.25),
                        row(-1 / 32., -1 / 32.)),
                line(
                        "atan2 on the axes",
                        (a, b) -> atan2(a, b),
                        row(0, 1),
                        row(1, 0),
                        row(0, Math.PI / 2),
                        rows(row(1, 0), row(0, -1)),
                        rows(row(-1, 1), row(-1, 1))));
    }

    private static List<Line> powers() {
        double[] zero = row(0, 0);
        Expr two = constant(2);
        return List.of(
                line("x^0", x -> x.pow(0), row(0, -3), row(1, 1), zero, zero),
                line("x^1", x -> x.pow(1), row(0, -3), row(0, -3), row(1, 1), zero),
                line("x^2", x -> x.pow(2), row(0, -3), row(0, 9), row(0, -6), row(2, 2)),
                line("x^3", x -> x.pow(3), row(0, -2), row(0, -8), row(0, 12), row(0, -12)),
                line("x^-1 of a negative base", x -> x.pow(-1), row(-2), row(-.5), row(-.25), row(-.25)),
                line(
                        "third derivative of x^3",
                        x -> Gradients.grad(x.pow(3).sum(), x),
                        row(0, 1),
                        row(0, 3),
                        row(0, 6),
                        row(6, 6)),
                line("fourth derivative of x^3", x -> second(x.pow(3), x), row(0, 1), row(0, 6), row(6, 6), zero),
                line(
                        "x to a variable 2",
                        (a, b) -> a.pow(considered(b)),
                        zero,
                        row(2, 3),
                        zero,
                        rows(zero, null),
                        rows(row(2, 0), null)),
                line(
                        "x to a variable 1",
                        (a, b) -> a.pow(considered(b)),
                        zero,
                        row(1, 1),
                        zero,
                        rows(row(1, 1), null),
                        rows(zero, null)),
                line(
                        "x to a variable 0",
                        (a, b) -> a.pow(considered(b)),
                        row(0, 3),
                        row(0, 0),
                        row(1, 1),
                        rows(zero, null),
                        rows(zero, null)),
                line(
                        "negative x to a variable 2",
                        (a, b) -> a.pow(considered(b)),
                        row(-3),
                        row(2),
                        row(9),
                        rows(row(-6), null),
                        rows(row(2), null)),
                line(
                        "0 to a variable",
                        (a, b) -> considered(a).pow(b),
                        zero,
                        row(2, .5),
                        zero,
                        rows(null, zero),
                        rows(null, zero)),
                line("sqrt", Expr::sqrt, row(0), row(0), row(INF), null),
                line("sqrt(x^2)", x -> x.square().sqrt(), row(-3, 2), row(3, 2), row(-1, 1), zero),
                line("reciprocal", Expr::reciprocal, row(0), row(INF), row(-INF), row(INF)));
    }

    private static List<Line> logarithms() {
        double[] zero = row(0, 0);
        return List.of(
                line(
                        "xlogy at x = 0",
                        Expressions::xlogy,
                        zero,
                        row(0, 2),
                        zero,
                        rows(row(0, Math.log(2)), zero),
                        rows(row(0, .5), row(0, .5))),
                line(
                        "xlogy below 0",
                        Expressions::xlogy,
                        row(0),
                        row(-1),
                        row(0),
                        rows(row(0), row(0)),
                        rows(row(0), row(0))),
                line("entropy at 0", x -> xlogy(x, x), row(0, 1), zero, row(0, 1), row(0, 1)),
                line("log", Expr::log, row(0), row(-INF), row(INF), row(-INF)),
                line("logSumExp of -infinities", x -> x.logSumExp(), row(-INF, -INF), row(-INF), zero, zero),
                line("logSumExp with -infinity", x -> x.logSumExp(), row(-INF, 3), row(3), row(0, 1), zero),
                line("logSumExp with +infinity", x -> x.logSumExp(), row(INF, 3), row(INF), row(NAN, 0), null),
                line(
                        "log of a sum of exponentials with +infinity",
                        x -> x.exp().sum().log(),
                        row(INF, 3, INF),
                        row(INF),
                        row(NAN, 0, NAN),
                        null),
                line("logSumExp far out", x -> x.logSumExp(), row(1000, -1000), row(1000), row(1, 0), zero),
                line(
                        "logAddExp of -infinities",
                        Expressions::logAddExp,
                        row(-INF, -INF),
                        row(-INF, 1),
                        row(-INF, 1),
                        rows(row(0, 0), row(0, 1)),
                        rows(zero, zero)),
                line(
                        "logAddExp far out",
                        Expressions::logAddExp,
                        row(1000),
                        row(-1000),
                        row(1000),
                        rows(row(1), row(0)),
                        rows(row(0), row(0))),
                line(
                        "softmax far out",
                        x -> x.softmax().mul(constant(1, 2).cast(x.dtype())),
                        row(1000, -1000),
                        row(1, 0),
                        zero,
                        zero),
                line("logSoftmax far out", x -> x.logSoftmax(), row(1000, -1000), row(0, -2000), row(-1, 1), zero),
                line("softplus far out", Expr::softplus, row(1000, -1000), row(1000, 0), row(1, 0), zero),
                line("sigmoid far out", Expr::sigmoid, row(1000, -1000), row(1, 0), zero, zero),
                line("tanh far out", Expr::tanh, row(1000, -1000), row(1, -1), zero, zero),
                line("logSigmoid far out", Expr::logSigmoid, row(1000, -1000), row(0, -1000), row(0, 1), zero));
    }

    private static List<Line> products() {
        return List.of(
                line("prod with a zero", x -> x.prod(), row(2, 0, 3), row(0), row(0, 6, 0), row(3, 5, 2)),
                line("prod with two zeros", x -> x.prod(), row(0, 5, 0), row(0), row(0, 0, 0), row(5, 0, 5)),
                line("cumprod with a zero", x -> x.cumprod(0), row(2, 0, 3), row(2, 0, 0), row(1, 8, 0), row(4, 6, 2)),
                line(
                        "cumprod with two zeros",
                        x -> x.cumprod(0),
                        row(0, 5, 0),
                        row(0, 0, 0),
                        row(6, 0, 0),
                        row(6, 1, 5)));
    }

    private static Expr considered(Expr x) {
        return Expr.of(new Hook.Constant(), x);
    }

    static Expr second(Expr y, Expr x) {
        return Gradients.grad(Gradients.grad(y.sum(), x).sum(), x);
    }

    private SpecialPoints() {}
}
