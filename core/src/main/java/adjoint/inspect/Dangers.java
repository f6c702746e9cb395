package adjoint.inspect;

import adjoint.expr.Graph;
import adjoint.rewrite.StabilityReport.Finding;
import java.util.List;

/** What may still over- or underflow or cancel after rewriting, each with the line where it was written. */
final class Dangers {
    private static final int MOST_SHOWN = 40;
    private static final int TEXT = 160;

    private final List<Finding> findings;

    Dangers(List<Finding> findings) {
        this.findings = findings;
    }

    private String summary() {
        return findings.isEmpty()
                ? "no pattern known to be dangerous is left"
                : findings.size()
                        + (findings.size() == 1 ? " place" : " places")
                        + (findings.size() > MOST_SHOWN ? ", the first " + MOST_SHOWN : "");
    }

    void addTo(HtmlPage page) {
        page.paragraph(summary() + ".");
        if (!findings.isEmpty()) {
            page.table(
                    List.of("your line", "what", "danger", "cure"),
                    findings.stream().limit(MOST_SHOWN).map(Dangers::row).toList());
        }
    }

    private static List<String> row(Finding finding) {
        return List.of(finding.site().line(), Graph.text(finding.node(), TEXT), finding.danger(), finding.cure());
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(summary()).append('\n');
        findings.stream()
                .limit(MOST_SHOWN)
                .forEach(finding -> text.append(finding).append('\n'));
        return text.toString();
    }
}
