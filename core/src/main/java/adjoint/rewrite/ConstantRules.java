package adjoint.rewrite;

import static adjoint.rewrite.Rule.constant;
import static adjoint.rewrite.Rule.rule;
import static adjoint.rewrite.Tag.CONSTANTS;

import adjoint.expr.Cast;
import adjoint.expr.Elementwise;
import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Interpreter;
import adjoint.expr.Layout;
import adjoint.expr.Normalisation;
import adjoint.expr.Power;
import adjoint.expr.Reduction;
import adjoint.expr.WeightedLogSumExp;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;

/** Constants are worked out once, and gathered where sums and products keep them apart. */
final class ConstantRules {
    /** Larger results are not stored in the graph. */
    private static final int LARGEST = 64;

    private static final String ONE_OPERATION = "one operation in place of two";

    private ConstantRules() {}

    static List<Rule> rules() {
        return List.of(
                rule("fold")
                        .in(Phase.FOLD)
                        .tagged(CONSTANTS)
                        .function(
                                "f(c, ...) -> value",
                                (node, facts) -> folded(node),
                                Elementwise.class,
                                Reduction.class,
                                Normalisation.class,
                                WeightedLogSumExp.class)
                        .when("every input is a small constant")
                        .example(1, x -> x[0].mul(x[0].ones().add(2).log()))
                        .because("the value is the same at every call"),
                rule("fold-shapes")
                        .tagged(CONSTANTS)
                        .function("f(c, ...) -> value", (node, facts) -> folded(node), Layout.class, Cast.class)
                        .when("every input is a small constant, and f only moves or casts elements")
                        .example(
                                1,
                                x -> x[0].mul(
                                        Expressions.constant(3, x[0].dtype()).expand(0)))
                        .because("the value is the same at every call, and loses nothing that a later rule could keep"),
                sum("gather-added", (c, d) -> new Expr[] {c, d}, (c, d) -> worked(c.add(d)))
                        .example(2, x -> x[0].add(three(x)).add(2))
                        .example(2, x -> three(x).sub(x[0]).add(2))
                        .example(2, x -> x[0].add(three(x)).sub(x[1]).add(2))
                        .because(ONE_OPERATION),
                sum("gather-differences", (c, d) -> new Expr[] {c, d.neg()}, (c, d) -> worked(c.sub(d)))
                        .example(2, x -> x[0].add(three(x)).sub(2))
                        .example(2, x -> three(x).sub(x[0]).sub(2))
                        .example(2, x -> x[0].sub(three(x)).add(x[1].add(2)))
                        .because(ONE_OPERATION),
                sum(
                                "gather-subtracted",
                                (c, d) -> new Expr[] {c.neg(), d.neg()},
                                (c, d) -> worked(c.add(d)).neg())
                        .example(2, x -> x[0].sub(three(x)).sub(2))
                        .example(2, x -> x[0].sub(three(x)).sub(x[1].add(2)))
                        .because(ONE_OPERATION),
                product("gather-factors", (c, d) -> new Expr[] {c, d}, (c, d) -> worked(c.mul(d)))
                        .example(2, x -> x[0].mul(three(x)).mul(2))
                        .example(2, x -> x[0].mul(three(x)).mul(x[1].mul(2)))
                        .because(ONE_OPERATION),
                product("gather-quotients", (c, d) -> new Expr[] {c, d.reciprocal()}, (c, d) -> worked(c.div(d)))
                        .example(2, x -> x[0].mul(three(x)).div(2))
                        .example(2, x -> x[0].div(three(x)).mul(x[1]).mul(2))
                        .because(ONE_OPERATION),
                product(
                                "gather-divisors",
                                (c, d) -> new Expr[] {c.reciprocal(), d.reciprocal()},
                                (c, d) -> worked(c.mul(d)).reciprocal())
                        .example(2, x -> x[0].div(three(x)).div(2))
                        .example(2, x -> x[0].div(three(x)).mul(x[1]).div(2))
                        .because(ONE_OPERATION),
                rule("gather-negated-factor")
                        .tagged(CONSTANTS)
                        .rewrite(
                                (x, c) -> x.mul(constant(c)).neg(),
                                (x, c) -> x.mul(worked(constant(c).neg())))
                        .sample(1, ConstantRules::three)
                        .because(ONE_OPERATION),
                rule("gather-negated-numerator")
                        .tagged(CONSTANTS)
                        .rewrite(
                                (x, c) -> constant(c).div(x).neg(),
                                (x, c) -> worked(constant(c).neg()).div(x))
                        .sample(1, ConstantRules::three)
                        .on(0.5, 2)
                        .because(ONE_OPERATION),
                rule("gather-negated-divisor")
                        .tagged(CONSTANTS)
                        .rewrite(
                                (x, c) -> x.div(constant(c)).neg(),
                                (x, c) -> x.div(worked(constant(c).neg())))
                        .sample(1, ConstantRules::three)
                        .because(ONE_OPERATION));
    }

    private static Expr three(Expr... like) {
        return Expressions.constant(3, like[0].dtype());
    }

    private static RuleDraft sum(String name, BiFunction<Expr, Expr, Expr[]> terms, BinaryOperator<Expr> gathered) {
        return rule(name)
                .tagged(CONSTANTS)
                .when("there are other terms", (facts, x, b) -> b.hasRest("r"))
                .open(
                        2,
                        (x, b) -> b.sum("r", terms.apply(constant(x[0]), constant(x[1]))),
                        (x, b) -> b.sum("r", gathered.apply(constant(x[0]), constant(x[1]))));
    }

    private static RuleDraft product(String name, BiFunction<Expr, Expr, Expr[]> terms, BinaryOperator<Expr> gathered) {
        return rule(name)
                .tagged(CONSTANTS)
                .on(0.5, 2)
                .when(
                        "there are other factors, and what c and d make is neither infinite nor too small",
                        (facts, x, b) -> b.hasRest("r") && ordinary(gathered.apply(x[0], x[1])))
                .open(
                        2,
                        (x, b) -> b.product("r", terms.apply(constant(x[0]), constant(x[1]))),
                        (x, b) -> b.product("r", gathered.apply(constant(x[0]), constant(x[1]))));
    }

    /** A node of constants as one constant, worked out by the reference. */
    private static Expr folded(Expr node) {
        if (node.inputs().isEmpty() || !node.shape().isKnown()) {
            return null;
        }
        for (Expr input : node.inputs()) {
            if (input.constant() == null) {
                return null;
            }
        }
        if (Tensor.sizeOf(node.shape().evaluate(Map.of())) > LARGEST) {
            return null;
        }
        return Expressions.constant(
                Interpreter.evaluate(List.of(node), Map.of(), Map.of()).get(0));
    }

    /** The value of an operation on small constants, or the operation itself. */
    private static Expr worked(Expr made) {
        Expr value = folded(made);
        return value == null ? made : value;
    }

    /** Whether an operation on constants gives finite numbers with all their digits. */
    private static boolean ordinary(Expr made) {
        Expr value = made.op() instanceof Power ? made.input(0) : made;
        if (value.constant() == null) {
            return false;
        }
        double least = made.dtype() == DType.FLOAT32 ? Float.MIN_NORMAL : Double.MIN_NORMAL;
        for (int i = 0; i < value.constant().size(); i++) {
            double size = Math.abs(value.constant().get(i));
            if (!(size >= least && size < Double.POSITIVE_INFINITY)) {
                return false;
            }
        }
        return true;
    }
}
