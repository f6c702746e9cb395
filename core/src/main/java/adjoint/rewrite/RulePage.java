package adjoint.rewrite;

import adjoint.expr.Expr;
import adjoint.tensor.DType;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rule book as a page to read. */
final class RulePage {
    private RulePage() {}

    /**
     * The page.
     *
     * @param tests what the generic test did with a rule
     */
    static String of(List<Rule> rules, Function<Rule, String> tests) {
        StringBuilder page = new StringBuilder("# Rules\n\n");
        page.append(count(rules)).append("\n\n");
        page.append("What may stand for what, and why. In a formula x, y and z are any expressions, c and d any ")
                .append(
                        "constants, a any axes, p and q any exponents, s and t any shapes or element types, and r.. any ")
                .append(
                        "further terms; an expanded value is a reduced one put back along its axes. Rules of the phases tidy and ")
                .append(
                        "stabilise are applied together until none fires, before differentiating and before compiling; ")
                .append(
                        "fold joins them once they are done; those of specialise come last. Rules tagged changesNaN are left out by `Options.DEFAULT.asStrict()`, any other ")
                .append(
                        "choice by `only(...)` and `without(...)`. Each rule passed the generic test in float64 and float32; what ")
                .append("it was tried on stands with it.\n");
        for (Phase phase : Phase.values()) {
            List<Rule> members =
                    rules.stream().filter(rule -> rule.phase() == phase).toList();
            page.append("\n## ")
                    .append(phase.name().charAt(0))
                    .append(phase.name().substring(1).toLowerCase(Locale.ROOT));
            page.append(" (").append(members.size()).append(" rules)\n");
            members.forEach(rule -> page.append(entry(rule))
                    .append(" Passed: ")
                    .append(tests.apply(rule))
                    .append(".\n"));
        }
        return page.toString();
    }

    private static String count(List<Rule> rules) {
        String phases = Stream.of(Phase.values())
                .map(phase ->
                        rules.stream().filter(rule -> rule.phase() == phase).count() + " "
                                + phase.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        long changing = rules.stream()
                .filter(rule -> rule.tags().contains(Tag.CHANGES_NAN))
                .count();
        return rules.size() + " rules: " + phases + "; " + changing + " of them tagged changesNaN. "
                + "The last phase, fusing, has no rules: the plan groups elementwise operations with each other and with "
                + "what reads or makes their arrays, a bias with its product among them.";
    }

    private static String entry(Rule rule) {
        Expr before = rule.example().expressions().get(0).apply(rule.example().inputs(DType.FLOAT64));
        Expr after =
                new Engine(List.of(rule), new RewriteLog()).run(List.of(before)).get(0);
        return "\n### " + rule.name() + "\n\n"
                + "`" + rule.formula() + "`"
                + (rule.condition().isEmpty() ? "" : " where " + rule.condition())
                + "\n\nBecause " + rule.reason() + "."
                + (rule.tags().isEmpty()
                        ? ""
                        : " Tags: " + rule.tags().stream().map(Tag::toString).collect(Collectors.joining(", ")) + ".")
                + " Example: `" + before + "` becomes `" + after + "`.";
    }
}
