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

    String summary() {
        return findings.isEmpty()
                ? "no pattern known to be dangerous is left"
                : findings.size()
                        + (findings.size() == 1 ? " place" : " places")
                        + (findings.size() > MOST_SHOWN ? ", the first " + MOST_SHOWN : "");
    }

    List<PageData.Danger> data(Lines lines) {
        return findings.stream()
                .limit(MOST_SHOWN)
                .map(finding -> new PageData.Danger(
                        lines.number(finding.site()),
                        Graph.text(finding.node(), TEXT),
                        finding.danger(),
                        finding.cure()))
                .toList();
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
