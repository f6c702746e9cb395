package adjoint.rewrite;

import adjoint.expr.ElementwiseOp;
import adjoint.expr.Expr;
import adjoint.expr.Op;
import adjoint.tensor.Axes;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Something that may stand for an expression: a name, a left side, a right side, and the reason why the right is better.
 *
 * <pre>{@code
 * rule("log-sum-exp")
 *     .along((x, a) -> x.exp().sum(a).log(), (x, a) -> x.logSumExp(a))
 *     .on(-3, 3).breaksAt(1000)
 *     .because("exp overflows above 709 and underflows below -745")
 * }</pre>
 *
 * Both sides are ordinary expressions. The left lambda is called once, with variables; the right one at each firing, with
 * what the variables stand for. What two expressions cannot say is written as a function of the node, with an example.
 *
 * <p>A variable that occurs twice stands for one node; commutative ops match in both orders; a number matches a constant
 * all of whose elements it is, {@link #constant} any. What else is open, as a shape, an element type or the other terms of
 * a sum, is left {@linkplain Wildcards blank}:
 *
 * <pre>{@code
 * rule("cancelling-terms")
 *     .open(1, (x, b) -> b.sum("r", x[0], x[0].neg()), (x, b) -> b.sum("r"))
 *     .example(2, x -> x[0].add(x[1]).sub(x[0]))
 *     .because("what is added and taken away cancels, and loses digits on the way")
 * }</pre>
 *
 * <p>The law of rules: the right side costs no more than the left; it has the left's type, or broadcasts to it; and where
 * the left's exact value is defined, it has that value.
 */
public final class Rule {
    /** What a rule does with a node: its replacement, or null where the rule does not apply. */
    @FunctionalInterface
    public interface Body {
        Expr apply(Expr node, RangeAnalysis facts);
    }

    private final String name;
    private final Phase phase;
    private final Set<Tag> tags;
    private final List<Object> roots;
    private final Body body;
    private final Supplier<String> formula;
    private final String condition;
    private final String reason;
    private final Example example;

    Rule(RuleDraft draft, String reason) {
        this.name = draft.name;
        this.phase = draft.phase;
        this.tags = Set.copyOf(draft.tags);
        this.roots = List.copyOf(draft.roots);
        this.body = draft.body;
        this.formula = draft.formula;
        this.condition = draft.condition;
        this.example = draft.example();
        this.reason = reason;
    }

    /** Starts a rule of that name, unique in its book. */
    public static RuleDraft rule(String name) {
        return new RuleDraft(name);
    }

    /** A reduced value put back along its axes; see {@link Pattern#back}. */
    public static Expr back(Expr reduced, Axes axes) {
        return Pattern.back(reduced, axes);
    }

    /** A variable that stands for a truth value, on either side of a rule. */
    public static Expr truth(Expr variable) {
        return variable.op() instanceof PatternVariable hole ? Expr.of(hole.truth()) : variable;
    }

    /** A variable that stands for a constant, on the left side of a rule. */
    public static Expr constant(Expr variable) {
        return variable.op() instanceof PatternVariable hole ? Expr.of(hole.asConstant()) : variable;
    }

    /** How rules are indexed: an op without attributes by itself, any other by its class. */
    static Object key(Op op) {
        return op instanceof ElementwiseOp ? op : op.getClass();
    }

    /** The replacement of a node by this rule, or null where it does not apply. */
    Expr apply(Expr node, RangeAnalysis facts) {
        return body.apply(node, facts);
    }

    /** The ops, or classes of ops, that a node this rule replaces can have; empty for any. */
    List<Object> roots() {
        return roots;
    }

    public String name() {
        return name;
    }

    public Phase phase() {
        return phase;
    }

    public Set<Tag> tags() {
        return tags.isEmpty() ? Set.of() : EnumSet.copyOf(tags);
    }

    /** For example {@code log(sum[axis=a](exp(x))) -> logSumExp[axis=a](x)}. */
    public String formula() {
        return formula.get();
    }

    /** What must hold besides the form, in words; empty where nothing must. */
    public String condition() {
        return condition;
    }

    public String reason() {
        return reason;
    }

    /** An expression that this rule rewrites, with the values to try it on. */
    public Example example() {
        return example;
    }

    @Override
    public String toString() {
        return name + ": " + formula() + (condition.isEmpty() ? "" : " if " + condition);
    }
}
