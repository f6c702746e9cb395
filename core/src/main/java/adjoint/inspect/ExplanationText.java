package adjoint.inspect;

import adjoint.expr.Expr;
import adjoint.rewrite.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** An explanation as lines of text. */
final class ExplanationText {
    private final Explanation.Subject subject;
    private final Options options;
    private final Rewritten rewritten;
    private final Data data;

    ExplanationText(Explanation.Subject subject, Options options, Rewritten rewritten, Data data) {
        this.subject = subject;
        this.options = options;
        this.rewritten = rewritten;
        this.data = data;
    }

    static String title(List<String> names) {
        int more = names.size() - 1;
        return "Explanation of " + Ir.word(names.get(0)) + (more == 0 ? "" : " and " + more + " more");
    }

    /** Which line of the stage is which result. */
    private List<String> results(Stage stage) {
        Ir ir = stage.ir();
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < stage.roots().size(); i++) {
            Expr root = stage.roots().get(i);
            lines.add(Ir.word(subject.names().get(i)) + " is " + ir.reference(root) + ", " + root.type());
        }
        return lines;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(title(subject.names())).append('\n');
        Stage simplified = rewritten.stages().get(1);
        text.append("\n== In short ==\n").append(LetText.of(simplified.roots(), subject.names()));
        for (Stage stage : rewritten.stages()) {
            text.append("\n== ").append(stage.name()).append(" ==\n");
            text.append(results(stage).stream().collect(Collectors.joining("\n", "", "\n")));
            text.append(stage.ir());
        }
        TextTable costs = new TextTable(Stage.columns(rewritten.stages()).toArray(String[]::new));
        Stage.rows(rewritten.stages(), data.sizes())
                .forEach(row -> costs.row(row.stream().map(Object::toString).toArray(String[]::new)));
        PlanView plan = rewritten.plan(subject, data);
        text.append("\n== Size and cost ==\n").append(costs);
        text.append("\n== What was rewritten ==\n")
                .append(new Changes(rewritten.result().log()));
        Rescues rescues = Precision.rescued(subject.roots(), options, data);
        if (rescues != null) {
            text.append("\n== What rewriting saved ==\n").append(rescues);
        }
        text.append("\n== What may still be inexact ==\n")
                .append(new Dangers(rewritten.result().dangers()));
        text.append("\n== Compiled ==\n")
                .append(plan.memory())
                .append('\n')
                .append(plan)
                .append('\n');
        return text.toString();
    }
}
