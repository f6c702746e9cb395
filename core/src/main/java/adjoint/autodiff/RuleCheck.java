package adjoint.autodiff;

import adjoint.expr.Expr;
import adjoint.rewrite.Rule;
import adjoint.rewrite.RuleBook;
import adjoint.rewrite.RuleTrial;
import java.util.ArrayList;
import java.util.List;

/**
 * Tries a rewrite rule on its own examples and says what is wrong with it. Rules of one's own are checked as Adjoint's own
 * are:
 *
 * <pre>{@code
 * RuleCheck.of(rule("log-sum-exp")
 *                 .along((x, a) -> x.exp().sum(a).log(), (x, a) -> x.logSumExp(a))
 *                 .because("exp overflows above 709"))
 *         .orThrow();
 * }</pre>
 *
 * In float64 and float32 the rule must fire, alone and among the rule book's; keep the type; have the left side's value and
 * gradient, against arithmetic of 60 digits; rescue what it claims to rescue; treat NaN and infinity as the left side does,
 * unless tagged; have no fewer digits right than the left side at zeros, denormals and the largest floats; cost no more; and leave nothing for a second run. An elementwise op of one's own needs its meaning, which
 * says what is exact.
 */
public final class RuleCheck {
    private final Rule rule;
    private final RuleTrial.Outcome outcome;

    private RuleCheck(Rule rule, RuleTrial.Outcome outcome) {
        this.rule = rule;
        this.outcome = outcome;
    }

    /** Tries a rule among those of the book, before which it comes if it is not one of them. */
    public static RuleCheck of(Rule rule) {
        List<Rule> book = new ArrayList<>(RuleBook.rules());
        if (!book.contains(rule)) {
            book.add(0, rule);
        }
        return among(rule, book);
    }

    /** Tries a rule among others, in the order in which they are tried; it must be one of them. */
    public static RuleCheck among(Rule rule, List<Rule> book) {
        return new RuleCheck(rule, RuleTrial.of(rule, book, RuleCheck::gradient));
    }

    /** A right side need not depend on every input. */
    private static Expr gradient(Expr loss, Expr input) {
        GradientPolicy policy = GradientPolicy.exact().zeroWhereDisconnected();
        return Gradients.grad(loss, List.of(input), policy).of(input);
    }

    /** What is wrong, each with the kind of mistake first; nothing, if the rule is right. */
    public List<String> failures() {
        return outcome.problems();
    }

    /** How many tests of each kind were made, in words. */
    public String tests() {
        return outcome.tests();
    }

    /** An error that names everything that is wrong, if anything is. */
    public void orThrow() {
        if (!failures().isEmpty()) {
            throw new AssertionError(rule + ":\n  " + String.join("\n  ", failures()));
        }
    }
}
