package adjoint.rewrite;

import static adjoint.expr.Expressions.maximum;
import static adjoint.expr.Expressions.minimum;
import static adjoint.expr.Expressions.where;
import static adjoint.rewrite.Rule.rule;
import static adjoint.rewrite.Rule.truth;
import static adjoint.rewrite.Tag.CHANGES_NAN;

import adjoint.expr.Arithmetic;
import adjoint.expr.Cast;
import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Power;
import adjoint.tensor.DType;
import java.util.List;

/** Neutral and absorbing elements, signs, quotients, powers and inverses: one normal form for each. */
final class AlgebraRules {
    private static final String ONE_FORM = "one normal form, so that other rules need not know the spelling";

    private AlgebraRules() {}

    static List<Rule> rules() {
        return List.of(
                // Neutral and absorbing elements.
                rule("add-zero").rewrite(x -> x.add(0), x -> x).because("adding 0 does nothing"),
                rule("add-negative-zero").rewrite(x -> x.add(-0.0), x -> x).because("adding -0 does nothing"),
                rule("sub-zero").rewrite(x -> x.sub(0), x -> x).because("subtracting 0 does nothing"),
                rule("mul-one").rewrite(x -> x.mul(1), x -> x).because("multiplying by 1 does nothing"),
                rule("div-one").rewrite(x -> x.div(1), x -> x).because("dividing by 1 does nothing"),
                rule("mul-zero")
                        .tagged(CHANGES_NAN)
                        .rewrite(x -> x.mul(0), x -> x.zeros())
                        .because("0 times anything finite is 0"),
                rule("zero-div")
                        .tagged(CHANGES_NAN)
                        .rewrite(x -> x.zeros().div(x), x -> x.zeros())
                        .on(0.5, 2)
                        .because("0 divided by anything but 0 is 0"),
                rule("sub-self")
                        .tagged(CHANGES_NAN)
                        .rewrite(x -> x.sub(x), x -> x.zeros())
                        .because("a finite number minus itself is 0"),
                rule("div-self")
                        .tagged(CHANGES_NAN)
                        .rewrite(x -> x.div(x), x -> x.ones())
                        .on(0.5, 2)
                        .because("a finite number other than 0 divided by itself is 1"),
                rule("add-self")
                        .rewrite(x -> x.add(x), x -> x.mul(2))
                        .because("a chain of doublings becomes one factor"),
                rule("cancelling-terms")
                        .tagged(CHANGES_NAN)
                        .open(1, (x, b) -> b.sum("r", x[0], x[0].neg()), (x, b) -> b.sum("r"))
                        .example(3, x -> x[0].sub(x[1]).add(x[1]))
                        .example(3, x -> x[0].add(x[1]).sub(x[2]).sub(x[0]))
                        .example(3, x -> x[0].sub(x[1]).add(x[1].sub(x[2])))
                        .because("what is added and taken away cancels, and loses digits on the way"),
                rule("cancelling-factors")
                        .tagged(CHANGES_NAN)
                        .open(1, (x, b) -> b.product("r", x[0], x[0].reciprocal()), (x, b) -> b.product("r"))
                        .example(3, x -> x[0].mul(x[1]).div(x[0]))
                        .example(3, x -> x[0].div(x[1]).mul(x[2].mul(x[1])))
                        .on(0.5, 2)
                        .because("what is multiplied by and divided by cancels"),
                // Signs.
                rule("neg-neg").rewrite(x -> x.neg().neg(), x -> x).because("two negations cancel"),
                rule("zero-sub").rewrite(x -> x.zeros().sub(x), x -> x.neg()).because(ONE_FORM),
                rule("mul-minus-one").rewrite(x -> x.mul(-1), x -> x.neg()).because(ONE_FORM),
                rule("div-minus-one").rewrite(x -> x.div(-1), x -> x.neg()).because(ONE_FORM),
                rule("add-neg")
                        .rewrite((x, y) -> x.add(y.neg()), (x, y) -> x.sub(y))
                        .because("one node less"),
                rule("sub-neg")
                        .rewrite((x, y) -> x.sub(y.neg()), (x, y) -> x.add(y))
                        .because("one node less"),
                rule("neg-sub")
                        .rewrite((x, y) -> x.sub(y).neg(), (x, y) -> y.sub(x))
                        .because("one node less"),
                rule("mul-neg")
                        .rewrite((x, y) -> x.neg().mul(y), (x, y) -> x.mul(y).neg())
                        .because("signs move outwards, where they meet and cancel"),
                rule("neg-div")
                        .rewrite((x, y) -> x.neg().div(y), (x, y) -> x.div(y).neg())
                        .on(0.5, 2)
                        .because("signs move outwards, where they meet and cancel"),
                rule("div-neg")
                        .rewrite((x, y) -> x.div(y.neg()), (x, y) -> x.div(y).neg())
                        .on(0.5, 2)
                        .because("signs move outwards, where they meet and cancel"),
                rule("abs-neg")
                        .rewrite(x -> x.neg().abs(), x -> x.abs())
                        .on(0.1, 2)
                        .because("one node less"),
                rule("square-neg")
                        .rewrite(x -> x.neg().square(), x -> x.square())
                        .because("one node less"),
                rule("cos-neg").rewrite(x -> x.neg().cos(), x -> x.cos()).because("one node less"),
                rule("abs-abs")
                        .rewrite(x -> x.abs().abs(), x -> x.abs())
                        .on(0.1, 2)
                        .because("one node less"),
                rule("abs-positive")
                        .when("x is positive", (facts, v) -> facts.loggable(v[0]))
                        .sample(0, Expr::exp)
                        .rewrite(x -> x.abs(), x -> x)
                        .because("a positive number is its own absolute value"),
                // Quotients and powers.
                rule("mul-reciprocal")
                        .rewrite((x, y) -> x.mul(y.ones().div(y)), (x, y) -> x.div(y))
                        .on(0.5, 2)
                        .because("one rounding and one node less"),
                rule("reciprocal-of-quotient")
                        .rewrite((x, y) -> x.ones().div(x.div(y)), (x, y) -> y.div(x))
                        .on(0.5, 2)
                        .because("one rounding and one node less"),
                rule("mul-self").rewrite(x -> x.mul(x), x -> x.square()).because(ONE_FORM),
                power("power-zero", 0, x -> x.ones(), "x to the power 0 is 1, also for NaN"),
                power("power-one", 1, x -> x, "x to the power 1 is x"),
                power("power-minus-one", -1, x -> x.ones().div(x), ONE_FORM),
                rule("power-of-power")
                        .formula("(x^p)^q -> x^(p q)")
                        .when(
                                "p and q are integers above 0, or x is positive; one power is no dearer than both",
                                AlgebraRules::powersMultiply)
                        .open(
                                1,
                                (x, b) -> b.pow(b.pow(x[0], "p"), "q"),
                                (x, b) -> x[0].pow(b.exponent("p") * b.exponent("q")))
                        .example(1, x -> x[0].pow(4).pow(2))
                        .example(1, x -> x[0].softplus().pow(1.5).pow(2))
                        .because("one power in place of two, and no overflow between them"),
                rule("pow-constant")
                        .function(
                                "pow(x, c) -> x^c",
                                (node, facts) -> uniform(node.input(1))
                                        ? node.input(0)
                                                .pow(node.input(1).constant().get(0))
                                        : null,
                                Arithmetic.POW)
                        .when("c is a constant all of one value")
                        .example(1, x -> x[0].pow(Expressions.constant(3, x[0].dtype())))
                        .on(0.3, 2)
                        .because("a constant exponent takes negative bases and has exact derivatives at 0"),
                // Inverses.
                rule("log-of-exp")
                        .rewrite(x -> x.exp().log(), x -> x)
                        .breaksAt(1000)
                        .breaksAt(-1000)
                        .because("exp overflows above 709 and underflows below -745"),
                rule("exp-of-log")
                        .when("x is not negative", (facts, v) -> facts.nonNegative(v[0]))
                        .sample(0, Expr::abs)
                        .on(0.1, 2)
                        .rewrite(x -> x.log().exp(), x -> x)
                        .because("the exponential undoes the logarithm"),
                rule("log1p-of-expm1")
                        .rewrite(x -> x.expm1().log1p(), x -> x)
                        .breaksAt(1000)
                        .because("expm1 overflows above 709 and is -1 below -40"),
                rule("sqrt-of-square")
                        .rewrite(x -> x.square().sqrt(), x -> x.abs())
                        .on(0.1, 2)
                        .breaksAt(1e200)
                        .because("the square overflows above 1e154, and the root's gradient at 0 is NaN"),
                rule("square-of-sqrt")
                        .when("x is not negative", (facts, v) -> facts.nonNegative(v[0]))
                        .sample(0, Expr::abs)
                        .on(0.1, 2)
                        .rewrite(x -> x.sqrt().square(), x -> x)
                        .because("the square undoes the root"),
                rule("over-own-root")
                        .tagged(CHANGES_NAN)
                        .when("x is not negative", (facts, v) -> facts.nonNegative(v[0]))
                        .sample(0, x -> x.exp().add(1))
                        .rewrite(x -> x.div(x.sqrt()), x -> x.sqrt())
                        .because("one division less, and 0 over 0 at 0"),
                // Choices.
                rule("where-same")
                        .sample(0, x -> x.gt(0))
                        .rewrite((x, y) -> where(truth(x), y, y), (x, y) -> y)
                        .because("both branches are the same"),
                rule("where-known")
                        .function("where(c, x, y) -> x", (node, facts) -> knownBranch(node), Arithmetic.WHERE)
                        .when("the constant c holds everywhere; y where it holds nowhere")
                        .example(2, x -> where(Expressions.constant(1, DType.BOOL), x[0], x[1]))
                        .example(2, x -> where(Expressions.constant(0, DType.BOOL), x[0], x[1]))
                        .because("there is nothing to choose"),
                rule("where-not")
                        .sample(0, x -> x.gt(0))
                        .rewrite((x, y, z) -> where(truth(x).not(), y, z), (x, y, z) -> where(truth(x), z, y))
                        .because("one node less"),
                rule("not-not")
                        .sample(0, x -> x.gt(0))
                        .rewrite(x -> truth(x).not().not(), x -> truth(x))
                        .because("two negations cancel"),
                rule("maximum-self").rewrite(x -> maximum(x, x), x -> x).because("both are the same"),
                rule("minimum-self").rewrite(x -> minimum(x, x), x -> x).because("both are the same"),
                // Element types.
                rule("cast-to-own-type")
                        .when("x has type t", (facts, x, b) -> x[0].dtype() == b.dtype("t"))
                        .open(1, (x, b) -> b.cast(x[0], "t"), (x, b) -> x[0])
                        .example(1, x -> Expr.of(new Cast(x[0].dtype()), x[0]))
                        .because("nothing to do"),
                rule("cast-of-cast")
                        .when("s holds every value of x", (facts, x, b) -> holds(b.dtype("s"), x[0].dtype()))
                        .open(1, (x, b) -> b.cast(b.cast(x[0], "s"), "t"), (x, b) -> b.cast(x[0], "t"))
                        .example(1, x -> x[0].gt(0).cast(DType.INT32).cast(x[0].dtype()))
                        .because("one pass over the elements in place of two"));
    }

    private static Rule power(String name, double exponent, java.util.function.UnaryOperator<Expr> right, String why) {
        return rule(name).rewrite(x -> x.pow(exponent), right).on(0.5, 2).because(why);
    }

    private static Expr knownBranch(Expr node) {
        Expr condition = node.input(0);
        return condition.isConstant(1) ? node.input(1) : condition.isConstant(0) ? node.input(2) : null;
    }

    private static boolean uniform(Expr node) {
        return node.constant() != null
                && node.constant().size() > 0
                && node.isConstant(node.constant().get(0));
    }

    private static boolean powersMultiply(RangeAnalysis facts, Expr[] x, Wildcards blanks) {
        double p = blanks.exponent("p");
        double q = blanks.exponent("q");
        boolean integers = p == Math.rint(p) && q == Math.rint(q) && p > 0 && q > 0;
        boolean cheaper = Cost.weight(new Power(p * q)) <= Cost.weight(new Power(p)) + Cost.weight(new Power(q));
        return cheaper && (integers || facts.loggable(x[0]) && p * q != 0);
    }

    private static boolean holds(DType wide, DType narrow) {
        return narrow == DType.BOOL || wide == DType.FLOAT64 && narrow != DType.FLOAT64;
    }
}
