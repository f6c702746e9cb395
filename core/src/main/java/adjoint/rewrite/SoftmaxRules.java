package adjoint.rewrite;

import static adjoint.expr.Expressions.logAddExp;
import static adjoint.expr.Expressions.where;
import static adjoint.rewrite.Rule.rule;
import static adjoint.rewrite.Tag.CHANGES_NAN;

import adjoint.expr.Arithmetic;
import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Indexing;
import adjoint.expr.Layout;
import adjoint.expr.Maths;
import adjoint.expr.Reduction;
import adjoint.expr.Slicing;
import adjoint.expr.WeightedLogSumExp;
import adjoint.expr.WeightedShares;
import adjoint.tensor.Axes;
import adjoint.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Shares of a sum of exponentials, which are exact as functions of differences of the terms, and lose as many digits as the
 * logarithm of the sum has in front of its point when they are taken less that; and weights that may be 0, which belong
 * beside the exponentials and not, as logarithms, inside them.
 */
final class SoftmaxRules {
    private static final String ZERO_WEIGHT =
            "a weight of 0 has a finite gradient, where its logarithm has an infinite one";
    private static final String DIGITS = "the difference loses as many digits as its terms have in front of the point";

    /** More terms than these are left in pairs, so that long sums are not copied at each step. */
    private static final int MANY = 32;

    private SoftmaxRules() {}

    static List<Rule> rules() {
        return List.of(
                weights("weights-out-of-log-sum-exp", Expr::log, w -> w),
                weights("weights-out-of-log-sum-exp-from-log1p", Expr::log1p, w -> w.add(1)),
                rule("log-sum-exp-of-logarithms")
                        .in(Phase.STABILISE)
                        .tagged(CHANGES_NAN)
                        .when("x is not made of exponentials", (facts, v) -> !facts.exponential(v[0]))
                        .on(0.5, 2)
                        .along((x, a) -> x.log().logSumExp(a), (x, a) -> WeightedLogSumExp.of(x.zeros(), x, a))
                        .example(
                                1,
                                x -> Expressions.concat(
                                                1, x[0], x[0].ones().mul(9).broadcastTo(x[0].shape()))
                                        .log()
                                        .logSumExp(1))
                        .because(ZERO_WEIGHT),
                rule("weights-beside-weights")
                        .in(Phase.STABILISE)
                        .tagged(CHANGES_NAN)
                        .function(
                                "weightedLogSumExp[axis=a](r.. + log(v), w) -> weightedLogSumExp[axis=a](r.., v * w)",
                                (node, facts) -> beside(node, facts),
                                WeightedLogSumExp.class)
                        .when("v is not made of exponentials; log1p(v) likewise")
                        .on(0.5, 2)
                        .example(3, x -> WeightedLogSumExp.of(x[0].add(x[1].log()), x[2], Axes.at(1)))
                        .example(3, x -> WeightedLogSumExp.of(x[1].log1p(), x[2], Axes.at(0)))
                        .because(ZERO_WEIGHT),
                rule("weights-out-of-softmax")
                        .in(Phase.STABILISE)
                        .tagged(CHANGES_NAN)
                        .when("w is not made of exponentials", (facts, x, b) -> !facts.exponential(x[0]))
                        .on(0.5, 2)
                        .open(
                                1,
                                (x, b) -> b.sum("r", x[0].log()).softmax(b.axes("a")),
                                (x, b) -> weighted(x[0], WeightedShares.of(b.sum("r"), x[0], b.axes("a"))))
                        .formula(
                                "softmax[axis=a](r.. + log(w)) -> where(w == 0, 0, w * weightedShares[axis=a](r.., w))")
                        .example(2, x -> x[0].log().add(x[1]).softmax(1))
                        .because(ZERO_WEIGHT),
                rule("weights-out-of-log-add-exp")
                        .in(Phase.STABILISE)
                        .tagged(CHANGES_NAN)
                        .function(
                                "logaddexp(a + log(v), b) -> weightedLogSumExp[axis=0](stack(a, b), stack(v, 1))",
                                (node, facts) -> logAddExpOfWeights(node, facts),
                                Maths.LOG_ADD_EXP)
                        .when("v is not made of exponentials; log1p(v) likewise, and in either term or both")
                        .on(0.5, 2)
                        .example(3, x -> logAddExp(x[0].log().add(x[1]), x[2]))
                        .example(2, x -> logAddExp(x[0].log(), x[1].neg().log1p()))
                        .on(1, -0.5, 0.5)
                        .because(ZERO_WEIGHT),
                rule("log-add-exp-of-many")
                        .in(Phase.STABILISE)
                        .function(
                                "logaddexp(logaddexp(x, y), z) -> logSumExp[axis=0](stack(x, y, z))",
                                (node, facts) -> ofMany(node),
                                Maths.LOG_ADD_EXP)
                        .when("there are few terms; in either place, and of more terms likewise")
                        .example(3, x -> logAddExp(logAddExp(x[0], x[1]), x[2]))
                        .example(2, x -> logAddExp(x[0], logAddExp(x[1].sum(1).expand(1), x[1])))
                        .because("shares are taken of the terms themselves, not of a rounded part of their sum"),
                rule("share-of-log-add-exp")
                        .in(Phase.STABILISE)
                        .tagged(CHANGES_NAN)
                        .rewrite(
                                (x, y) -> x.sub(logAddExp(x, y)),
                                (x, y) -> y.sub(x).softplus().neg())
                        .because(DIGITS),
                rule("exp-of-minus-softplus")
                        .in(Phase.STABILISE)
                        .rewrite(x -> x.softplus().neg().exp(), x -> x.neg().sigmoid())
                        .because("one function in place of two"),
                rule("exp-less-softplus")
                        .in(Phase.STABILISE)
                        .tagged(CHANGES_NAN)
                        .rewrite(x -> x.sub(x.softplus()).exp(), x -> x.sigmoid())
                        .because(DIGITS),
                rule("exp-less-log1mexp")
                        .in(Phase.STABILISE)
                        .rewrite(
                                x -> x.sub(Maths.LOG1MEXP.of(x)).exp(),
                                x -> x.neg().expm1().abs().reciprocal())
                        .tagged(CHANGES_NAN)
                        .on(-3, -0.1)
                        .because(DIGITS),
                rule("weighted-shares")
                        .in(Phase.STABILISE)
                        .tagged(CHANGES_NAN)
                        .on(1, 0.5, 2)
                        .function(
                                "exp(x - expand[axis=a](weightedLogSumExp[axis=a](x, w))) -> weightedShares[axis=a](x, w)",
                                (node, facts) -> shares(node),
                                Maths.EXP)
                        .example(
                                2,
                                x -> x[0].sub(WeightedLogSumExp.of(x[0], x[1], Axes.at(1))
                                                .expand(1))
                                        .exp())
                        .example(
                                2,
                                x -> x[0].sub(WeightedLogSumExp.of(x[0], x[1], Axes.at(0)))
                                        .exp())
                        .because(DIGITS),
                rule("part-of-log-softmax")
                        .in(Phase.STABILISE)
                        .tagged(CHANGES_NAN)
                        .function(
                                "f(x) - logSumExp[axis=a](x) -> f(logSoftmax[axis=a](x))",
                                (node, facts) -> part(node),
                                Arithmetic.SUB)
                        .when("f takes elements along the axis; the negative of the difference likewise")
                        .example(1, x -> x[0].at(1, 2).sub(x[0].logSumExp(1)))
                        .example(1, x -> x[0].logSumExp(1).sub(x[0].at(1, 0)))
                        .example(
                                1,
                                x -> x[0].slice(1, 0, 2).sub(x[0].logSumExp(1).expand(1)))
                        .because(DIGITS));
    }

    private static Rule weights(String name, UnaryOperator<Expr> log, UnaryOperator<Expr> weight) {
        return rule(name)
                .in(Phase.STABILISE)
                .tagged(CHANGES_NAN)
                .when("x is not made of exponentials", (facts, x, b) -> !facts.exponential(x[0]))
                .on(0.5, 2)
                .open(
                        1,
                        (x, b) -> b.sum("r", log.apply(x[0])).logSumExp(b.axes("a")),
                        (x, b) -> WeightedLogSumExp.of(b.sum("r"), weight.apply(x[0]), b.axes("a")))
                .formula("logSumExp[axis=a](r.. + " + log.apply(PatternVariable.variables(1)[0])
                        + ") -> weightedLogSumExp[axis=a](r.., " + weight.apply(PatternVariable.variables(1)[0]) + ")")
                .example(2, x -> log.apply(x[0]).add(x[1]).logSumExp(1))
                .example(2, x -> x[1].sub(log.apply(x[0]).neg()).logSumExp(0))
                .because(ZERO_WEIGHT);
    }

    /** A weight times what is finite unless the weight is 0. */
    private static Expr weighted(Expr w, Expr share) {
        return where(w.eq(0), share.zeros(), w.mul(share));
    }

    /** A term of a log-sum as weight * exp(rest). */
    private record Weighted(Expr rest, Expr weight) {}

    private static final Pattern LOG =
            new Pattern(AttributeWildcard.OPEN.sum("r", PatternVariable.variables(1)[0].log()), 1);
    private static final Pattern LOG1P =
            new Pattern(AttributeWildcard.OPEN.sum("r", PatternVariable.variables(1)[0].log1p()), 1);

    /** The weight whose logarithm is a term or one of its summands, or null. */
    private static Weighted split(Expr term, RangeAnalysis facts) {
        Expr bare = weight(term, facts);
        if (bare != null) {
            return new Weighted(Expressions.constant(0, term.dtype()), bare);
        }
        RuleDraft.OpenCondition usable = (f, x, b) -> !f.exponential(x[0]);
        Match log = LOG.match(term, facts, usable);
        Match match = log != null ? log : LOG1P.match(term, facts, usable);
        return match == null
                ? null
                : new Weighted(match.sum("r"), log != null ? match.variables[0] : match.variables[0].add(1));
    }

    private static Expr weight(Expr term, RangeAnalysis facts) {
        boolean log = Views.opBehind(term) == Maths.LOG;
        if (!log && Views.opBehind(term) != Maths.LOG1P) {
            return null;
        }
        Expr x = Views.inside(term).input(0);
        return facts.exponential(x) ? null : log ? x : x.add(1);
    }

    private static Expr beside(Expr node, RangeAnalysis facts) {
        Weighted split = split(node.input(0), facts);
        return split == null
                ? null
                : WeightedLogSumExp.of(
                        split.rest.broadcastTo(node.input(0).shape()),
                        node.input(1).mul(split.weight),
                        ((WeightedLogSumExp) node.op()).axes());
    }

    private static Expr logAddExpOfWeights(Expr node, RangeAnalysis facts) {
        Weighted a = split(node.input(0), facts);
        Weighted b = split(node.input(1), facts);
        if (a == null && b == null) {
            return null;
        }
        Expr one = Expressions.constant(1, node.dtype());
        Weighted first = a == null ? new Weighted(node.input(0), one) : a;
        Weighted second = b == null ? new Weighted(node.input(1), one) : b;
        Shape shape = node.shape();
        return WeightedLogSumExp.of(
                stacked(first.rest, second.rest, shape), stacked(first.weight, second.weight, shape), Axes.at(0));
    }

    private static Expr ofMany(Expr node) {
        List<Expr> terms = new ArrayList<>();
        for (Expr input : node.inputs()) {
            Expr inner = input.op() instanceof Reduction.LogSumExp ? input.input(0) : input;
            boolean stack = inner != input
                    && inner.op() instanceof Slicing.Concat join
                    && join.axis() == 0
                    && inner.inputs().stream()
                            .allMatch(part -> part.shape().dim(0).isOne())
                    && ((Reduction.LogSumExp) input.op()).axes().equals(Axes.at(0));
            if (input.op() == Maths.LOG_ADD_EXP) {
                terms.addAll(input.inputs());
            } else if (stack) {
                inner.inputs().forEach(part -> terms.add(part.squeeze(0)));
            } else {
                terms.add(input);
            }
        }
        if (terms.size() == 2 || terms.size() > MANY) {
            return null;
        }
        return Expressions.concat(
                        0,
                        terms.stream()
                                .map(term -> term.broadcastTo(node.shape()).expand(0))
                                .toArray(Expr[]::new))
                .logSumExp(0);
    }

    private static Expr stacked(Expr a, Expr b, Shape shape) {
        return Expressions.concat(
                0, a.broadcastTo(shape).expand(0), b.broadcastTo(shape).expand(0));
    }

    private static Expr shares(Expr node) {
        Expr difference = node.input(0);
        if (difference.op() != Arithmetic.SUB) {
            return null;
        }
        Expr total = difference.input(1);
        Expr sum = total.op() instanceof Layout.Expand ? total.input(0) : total;
        if (!(sum.op() instanceof WeightedLogSumExp over)
                || sum.input(0) != difference.input(0)
                || !isBack(total, sum, over.axes(), node.rank())) {
            return null;
        }
        return Expr.of(new WeightedShares(over.axes()), sum.input(0), sum.input(1));
    }

    /** Whether a value is a reduced one put back along the axes, as it is or by broadcasting. */
    private static boolean isBack(Expr value, Expr reduced, Axes axes, int rank) {
        if (value != reduced) {
            return ((Layout.Expand) value.op()).axes().equals(axes);
        }
        int count = axes.count();
        boolean leading = count == 0 || axes.toArray()[count - 1] == count - 1;
        return leading && value.rank() + count == rank;
    }

    private static Expr part(Expr node) {
        Expr found = part(node.input(0), node.input(1));
        if (found != null) {
            return found;
        }
        Expr turned = part(node.input(1), node.input(0));
        return turned == null ? null : turned.neg();
    }

    private static Expr part(Expr some, Expr total) {
        Expr sum = total.op() instanceof Layout.Expand ? total.input(0) : total;
        if (!(sum.op() instanceof Reduction.LogSumExp over) || over.axes().count() != 1) {
            return null;
        }
        int axis = over.axes().toArray()[0];
        Expr x = sum.input(0);
        Expr taken = some.op() instanceof Layout.View ? some.input(0) : some;
        if (taken.inputs().isEmpty() || taken.input(0) != x || !takesAlong(taken, axis)) {
            return null;
        }
        boolean single = some.shape().equals(sum.shape()) && total == sum && isOne(taken, some, axis);
        boolean several = some == taken && some.rank() == x.rank() && isBack(total, sum, over.axes(), x.rank());
        if (!single && !several) {
            return null;
        }
        Expr logs = x.logSoftmax(over.axes());
        Expr moved = taken.op() instanceof Indexing.Gather
                ? Expr.of(taken.op(), logs, taken.input(1))
                : Expr.of(taken.op(), logs);
        return some == taken ? moved : Expr.of(some.op(), moved);
    }

    private static boolean takesAlong(Expr taken, int axis) {
        return taken.op() instanceof Slicing.Slice slice && slice.axis() == axis
                || taken.op() instanceof Indexing.Gather gather && gather.axis() == axis;
    }

    /** Whether one element is left along the axis, and the axis is left out. */
    private static boolean isOne(Expr taken, Expr some, int axis) {
        if (taken.op() instanceof Indexing.Gather) {
            return some == taken && taken.input(1).rank() == 0;
        }
        return some != taken && taken.shape().dim(axis).isOne();
    }
}
