package adjoint.rewrite;

import static adjoint.rewrite.Rule.rule;
import static adjoint.rewrite.Tag.CHANGES_NAN;
import static adjoint.rewrite.Tag.LOG_DOMAIN;

import adjoint.expr.Expr;
import adjoint.expr.Exprel;
import adjoint.expr.Indexing;
import adjoint.expr.Maths;
import adjoint.expr.RunningSoftmax;
import java.util.List;

/** Quotients that are 0 over 0, differences of logarithms, and logarithms of running sums. */
final class RelativeRules {
    private RelativeRules() {}

    static List<Rule> rules() {
        return List.of(
                rule("exprel")
                        .in(Phase.STABILISE)
                        .tagged(CHANGES_NAN)
                        .rewrite(x -> x.expm1().div(x), x -> exprel(x))
                        .on(0.3, 2)
                        .because("0 over 0 at 0, and derivatives that cancel near it"),
                rule("exprel-of-negative")
                        .in(Phase.STABILISE)
                        .tagged(CHANGES_NAN)
                        .rewrite(
                                x -> x.neg().expm1().div(x),
                                x -> exprel(x.neg()).neg())
                        .on(0.3, 2)
                        .because("0 over 0 at 0, and derivatives that cancel near it"),
                rule("over-expm1")
                        .in(Phase.STABILISE)
                        .tagged(CHANGES_NAN)
                        .rewrite(x -> x.div(x.expm1()), x -> x.ones().div(exprel(x)))
                        .on(0.3, 2)
                        .because("0 over 0 at 0, and derivatives that cancel near it"),
                rule("log-ratio")
                        .in(Phase.STABILISE)
                        .when(
                                "neither is made of exponentials",
                                (facts, v) -> !facts.exponential(v[0]) && !facts.exponential(v[1]))
                        .rewrite((x, y) -> x.log().sub(y.log()), (x, y) -> Maths.LOG_RATIO.of(x, y))
                        .on(0.3, 2)
                        .because("the logarithms of nearly equal numbers have few different digits"),
                rule("log-of-running-sum")
                        .in(Phase.STABILISE)
                        .tagged(LOG_DOMAIN)
                        .function("log(cumsum(x)) -> logCumSumExp(log(x))", RelativeRules::logOfRunningSum, Maths.LOG)
                        .when("x is positive and made of exponentials")
                        .example(1, x -> x[0].exp().cumsum(1).log())
                        .example(1, x -> x[0].exp().cumsum(0).log())
                        .breaksAt(1000)
                        .breaksAt(-1000)
                        .because("exp overflows above 709 and underflows below -745"));
    }

    private static Expr exprel(Expr x) {
        return Expr.of(new Exprel(0), x);
    }

    private static Expr logOfRunningSum(Expr node, RangeAnalysis facts) {
        Expr sum = node.input(0);
        if (!(sum.op() instanceof Indexing.CumSum running)
                || !facts.loggable(sum.input(0))
                || !facts.exponential(sum.input(0))) {
            return null;
        }
        Expr terms = sum.input(0).log();
        return Expr.of(new RunningSoftmax.LogCumSumExp(running.axis(), running.reversed()), terms);
    }
}
