package adjoint.rewrite;

import adjoint.expr.Expr;
import adjoint.expr.Nested;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Applies the rules of the {@link RuleBook} until none fires. */
public final class Rewriter {
    private final Options options;

    private Rewriter(Options options) {
        this.options = options;
    }

    /** A rewriter with chosen rules. */
    public static Rewriter with(Options options) {
        return new Rewriter(options);
    }

    /** Rewritten expressions and what was done to get them. */
    public record Result(List<Expr> roots, RewriteLog log) {
        /** Patterns known to be dangerous that no rule reached. */
        public List<StabilityReport.Finding> dangers() {
            return StabilityReport.of(roots);
        }

        /** The only expression. */
        public Expr root() {
            return roots.get(0);
        }
    }

    /** Expressions as they are. */
    public static Result untouched(List<Expr> roots) {
        return new Result(roots, new RewriteLog());
    }

    /** Tidies and stabilises graphs without specialising them: the form that is differentiated. */
    public static List<Expr> stabilise(List<Expr> roots) {
        return with(Options.DEFAULT).stabilised(roots).roots();
    }

    /** Applies every phase: the form that is compiled. */
    public static List<Expr> optimise(List<Expr> roots) {
        return with(Options.DEFAULT).optimised(roots).roots();
    }

    /** Tidies and stabilises: the form that is differentiated. Marks and hooks of gradients stay. */
    public Result stabilised(List<Expr> roots) {
        RewriteLog log = new RewriteLog();
        return new Result(apply(Set.of(Phase.TIDY, Phase.STABILISE), roots, log), log);
    }

    /** Every phase: the form that is compiled. Nothing is differentiated afterwards, so gradient hooks disappear. */
    public Result optimised(List<Expr> roots) {
        RewriteLog log = new RewriteLog();
        List<Expr> bare = Hooks.removed(Nested.mapBodies(roots, Hooks::removed));
        List<Expr> stable = apply(Set.of(Phase.TIDY, Phase.STABILISE), bare, log);
        List<Expr> joined = NestedOps.joined(stable);
        if (joined != stable) {
            joined = apply(Set.of(Phase.TIDY, Phase.STABILISE), joined, log);
        }
        return new Result(apply(Set.of(Phase.SPECIALISE), joined, log), log);
    }

    private List<Expr> apply(Set<Phase> phases, List<Expr> roots, RewriteLog log) {
        List<Rule> rules = new ArrayList<>(options.more());
        rules.addAll(RuleBook.rules());
        options.check(rules);
        rules.removeIf(rule -> !phases.contains(rule.phase()) || !options.includes(rule));
        return new Engine(rules, log).run(Nested.mapBodies(roots, inner -> new Engine(rules, log).run(inner)));
    }
}
