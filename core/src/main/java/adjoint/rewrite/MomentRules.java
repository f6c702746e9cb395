package adjoint.rewrite;

import static adjoint.rewrite.Rule.back;
import static adjoint.rewrite.Rule.rule;

import adjoint.expr.Arithmetic;
import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Leaf;
import adjoint.expr.Op;
import adjoint.expr.Power;
import adjoint.expr.Reduction;
import adjoint.tensor.Axes;
import adjoint.tensor.Dim;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Variances that cancel where they are written as moments about 0, and norms whose squares overflow. */
final class MomentRules {
    private MomentRules() {}

    static List<Rule> rules() {
        return List.of(
                rule("variance")
                        .in(Phase.STABILISE)
                        .tagged(Tag.CHANGES_NAN)
                        .function(
                                "mean(x^2) - mean(x)^2 -> mean((x - mean(x))^2)",
                                (node, facts) -> aboutMean(node),
                                Arithmetic.SUB)
                        .when(
                                "the second term is sum(x)^2 over the number of elements, if the first is sum(x^2), in any"
                                        + " form: so also sum(x^2) - n * mean(x)^2, for the variance by n - 1")
                        .example(1, x -> x[0].square().mean(1).sub(x[0].mean(1).square()))
                        .example(1, x -> x[0].square().mean(0).sub(x[0].mean(0).square()))
                        .example(1, x -> x[0].square().mean().sub(x[0].mean().square()))
                        .example(
                                1,
                                x -> x[0].square()
                                        .sum(1)
                                        .sub(x[0].sum(1).square().div(3))
                                        .div(2))
                        .example(
                                1,
                                x -> x[0].square()
                                        .sum()
                                        .sub(x[0].mean().square().mul(6))
                                        .div(5))
                        .because("two numbers that are large beside their difference lose its digits, or its sign"),
                rule("norm")
                        .in(Phase.STABILISE)
                        .along((x, a) -> x.square().sum(a).sqrt(), (x, a) -> x.norm(a))
                        .on(0.1, 2)
                        .breaksAt(1e200)
                        .because(
                                "squares overflow above 1e154 and underflow below 1e-162, and the root's gradient at 0 is NaN"),
                rule("root-mean-square")
                        .in(Phase.STABILISE)
                        .function(
                                "sqrt(sum[axis=a](x^2) / n) -> norm[axis=a](x) / sqrt(n)",
                                (node, facts) -> rootMeanSquare(node.input(0)),
                                Arithmetic.SQRT)
                        .when("n is a size or a constant above 0")
                        .example(1, x -> x[0].square().mean(1).sqrt())
                        .example(1, x -> x[0].square().sum().div(5).sqrt())
                        .on(0.1, 2)
                        .breaksAt(1e200)
                        .because("as norm: squares over- and underflow, and the root's gradient at 0 is NaN"));
    }

    private static Expr rootMeanSquare(Expr mean) {
        boolean found = mean.op() == Arithmetic.DIV
                && isCount(mean.input(1))
                && mean.input(0).op() instanceof Reduction.Sum
                && isSquare(mean.input(0).input(0));
        if (!found) {
            return null;
        }
        Expr x = mean.input(0).input(0).input(0);
        return x.norm(((Reduction.Sum) mean.input(0).op()).axes())
                .div(mean.input(1).sqrt());
    }

    private static boolean isCount(Expr n) {
        return n.rank() == 0
                && (n.op() instanceof Leaf.Size
                        || n.constant() != null && n.constant().scalar() > 0);
    }

    /**
     * What an expression is a multiple of.
     *
     * @param cores the factors, of which there may be two, without numbers and sizes
     * @param number the numbers multiplied
     * @param sizes the sizes divided by
     */
    private record Multiple(List<Expr> cores, double number, List<Op> sizes) {
        static Multiple of(Expr x) {
            return of(x, true);
        }

        private static Multiple of(Expr x, boolean mayBeProduct) {
            Expr core = x;
            double number = 1;
            List<Op> over = new ArrayList<>();
            List<Op> times = new ArrayList<>();
            while (scale(core) >= 0) {
                Expr n = core.input(scale(core));
                boolean quotient = core.op() == Arithmetic.DIV;
                if (n.constant() == null) {
                    (quotient ? over : times).add(n.op());
                } else {
                    number = quotient
                            ? number / n.constant().scalar()
                            : number * n.constant().scalar();
                }
                core = core.input(1 - scale(core));
            }
            List<Expr> cores = List.of(core);
            if (mayBeProduct && (core.op() == Arithmetic.MUL || isSquare(core))) {
                Multiple first = of(core.input(0), false);
                Multiple second = of(core.input(core.inputs().size() - 1), false);
                cores = List.of(first.core(), second.core());
                number *= first.number * second.number;
                over.addAll(first.sizes);
                over.addAll(second.sizes);
            }
            times.removeIf(over::remove);
            return times.isEmpty() ? new Multiple(cores, number, over) : new Multiple(List.of(x), 1, List.of());
        }

        /** Which input is a number or a size that only scales the other one; -1 for none. */
        private static int scale(Expr x) {
            if (x.op() == Arithmetic.DIV) {
                return isCount(x.input(1)) ? 1 : -1;
            }
            if (x.op() != Arithmetic.MUL) {
                return -1;
            }
            boolean first = isCount(x.input(0));
            return first == isCount(x.input(1)) ? -1 : first ? 0 : 1;
        }

        /** The only factor, or the first of two. */
        Expr core() {
            return cores.get(0);
        }

        /** Another value times this multiple's number, over its sizes. */
        Expr times(Expr value) {
            Expr scaled = number == 1
                    ? value
                    : 1 / number == Math.rint(1 / number) ? value.div(1 / number) : value.mul(number);
            for (Op size : sizes) {
                scaled = scaled.div(Expr.of(size));
            }
            return scaled;
        }
    }

    /** The moment about the mean for a moment about 0 less the square of the mean, or null. */
    private static Expr aboutMean(Expr node) {
        Multiple moment = Multiple.of(node.input(0));
        Multiple means = Multiple.of(node.input(1));
        if (moment.cores.size() != 1
                || means.cores.size() != 2
                || means.cores.get(0) != means.cores.get(1)
                || !(moment.core().op() instanceof Reduction.Sum over)
                || !means.cores.get(0).op().equals(over)) {
            return null;
        }
        Expr x = means.cores.get(0).input(0);
        Expr squares = moment.core().input(0);
        if (!isSquare(squares) || squares.input(0) != x || !divides(moment, means, x, over.axes())) {
            return null;
        }
        return moment.times(
                x.sub(back(x.mean(over.axes()), over.axes())).square().sum(over.axes()));
    }

    private static boolean isSquare(Expr x) {
        return x.op() instanceof Power power && power.exponent() == 2;
    }

    /** Whether one multiple is the other divided once more by the number of elements along some axes. */
    private static boolean divides(Multiple moment, Multiple means, Expr x, Axes axes) {
        Dim count = IntStream.of(axes.toArray()).mapToObj(x.shape()::dim).reduce(Dim.ONE, Dim::times);
        List<Op> sizes = new ArrayList<>(moment.sizes);
        if (!count.isKnown()) {
            sizes.add(Expressions.size(count, x.dtype()).op());
        }
        double wanted = count.isKnown() ? moment.number / count.size() : moment.number;
        List<Op> left = new ArrayList<>(means.sizes);
        sizes.removeIf(left::remove);
        return sizes.isEmpty() && left.isEmpty() && Math.abs(means.number - wanted) <= 4 * Math.ulp(wanted);
    }
}
