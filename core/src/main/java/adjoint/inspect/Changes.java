package adjoint.inspect;

import adjoint.rewrite.RewriteLog;
import adjoint.rewrite.RewriteLog.Firing;
import adjoint.rewrite.Rule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What rewriting changed, rule by rule: why, where, and into what. */
final class Changes {
    private static final int MOST_SHOWN = 40;

    private final RewriteLog log;
    private final Map<Rule, List<Firing>> byRule;

    Changes(RewriteLog log) {
        this.log = log;
        this.byRule = log.firings().stream()
                .collect(Collectors.groupingBy(Firing::rule, LinkedHashMap::new, Collectors.toList()));
    }

    String summary() {
        return log.firings().size() + " replacements by " + byRule.size() + " rules, and " + log.merged()
                + " nodes merged with equal ones";
    }

    private static String heading(Rule rule, List<Firing> firings) {
        String times = firings.size() == 1 ? "once" : firings.size() + " times";
        String condition = rule.condition().isEmpty() ? "" : ", if " + rule.condition();
        return rule.name() + " (" + rule.phase().name().toLowerCase(Locale.ROOT) + ", " + times + "): " + rule.formula()
                + condition;
    }

    private static String more(List<Firing> firings) {
        return firings.size() <= MOST_SHOWN ? "" : "and " + (firings.size() - MOST_SHOWN) + " more";
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(summary()).append('\n');
        byRule.forEach((rule, firings) -> {
            text.append(heading(rule, firings))
                    .append("\n  because ")
                    .append(rule.reason())
                    .append('\n');
            firings.stream()
                    .limit(MOST_SHOWN)
                    .forEach(firing -> text.append("  ")
                            .append(firing.site().line())
                            .append(": ")
                            .append(FiringText.of(firing))
                            .append('\n'));
            text.append(more(firings).isEmpty() ? "" : "  " + more(firings) + "\n");
        });
        return text.toString();
    }
}
