package adjoint.rewrite;

import adjoint.expr.Expr;
import adjoint.tensor.DType;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The rule book as a page to read. */
final class RulePage {
    private RulePage() {}

    static String of(List<Rule> rules) {
        StringBuilder page = new StringBuilder("# Rules\n\n");
        page.append("What may stand for what, and why. In a formula x, y and z are any expressions and a any axes; ")
                .append("an expanded value is a reduced one put back along its axes. Rules of the phases tidy and ")
                .append(
                        "stabilise are applied together until none fires, before differentiating and before compiling; ")
                .append(
                        "those of specialise last. Rules tagged changesNaN are left out by `Options.DEFAULT.asStrict()`.\n");
        for (Phase phase : Phase.values()) {
            List<Rule> members =
                    rules.stream().filter(rule -> rule.phase() == phase).toList();
            page.append("\n## ")
                    .append(phase.name().charAt(0))
                    .append(phase.name().substring(1).toLowerCase(Locale.ROOT));
            page.append(" (").append(members.size()).append(" rules)\n");
            members.forEach(rule -> page.append(entry(rule)));
        }
        return page.toString();
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
                + " Example: `" + before + "` becomes `" + after + "`.\n";
    }
}
