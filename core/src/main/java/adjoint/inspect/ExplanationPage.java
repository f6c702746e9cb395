package adjoint.inspect;

import adjoint.expr.Expr;
import adjoint.rewrite.Options;
import adjoint.rewrite.Phase;
import adjoint.rewrite.Rewriter;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Gathers what the page of an explanation shows. */
final class ExplanationPage {
    private static final int MOST_LESSON = 2_000;

    private final Explanation.Subject subject;
    private final Options options;
    private final Rewritten rewritten;
    private final Data data;
    private final Lines lines = new Lines();

    ExplanationPage(Explanation.Subject subject, Options options, Rewritten rewritten, Data data) {
        this.subject = subject;
        this.options = options;
        this.rewritten = rewritten;
        this.data = data;
    }

    PageData data() {
        Adjoints adjoints = subject.grads() == null ? null : Adjoints.of(subject.grads());
        boolean taught = adjoints != null
                && adjoints.nodes().size() <= MOST_LESSON
                && !adjoints.byNode().isEmpty();
        Dangers dangers = new Dangers(rewritten.result().dangers());
        Rescues rescues = Precision.rescued(subject.roots(), options, data);
        List<PageData.Graph> stages = stages(adjoints);
        PageData.Story story =
                new StoryTeller(options, lines).tell(rewritten.result().log(), data);
        return new PageData(
                ExplanationText.title(subject.names()),
                verdict(dangers, rescues),
                lines.all(),
                stages,
                new PageData.Table(Stage.columns(rewritten.stages()), Stage.rows(rewritten.stages(), data.sizes())),
                story,
                rescues == null || rescues.rows().isEmpty()
                        ? null
                        : new PageData.Table(
                                rescues.columns(),
                                rescues.cells().stream()
                                        .map(List::<Object>copyOf)
                                        .toList()),
                dangers.data(lines),
                taught ? new LessonMaker(adjoints, lines).lesson(subject.grads().variables(), data) : null,
                subject.others().isEmpty() ? null : PolicyComparison.of(subject.grads(), subject.others(), data, lines),
                rewritten.plan(subject, data).timeline(subject.profile(), lines));
    }

    private List<PageData.Graph> stages(Adjoints adjoints) {
        Rewriter rewriter = Rewriter.with(options);
        List<UnaryOperator<List<Expr>>> rewritings = List.of(
                roots -> roots,
                roots -> rewriter.stabilised(roots).roots(),
                roots -> rewriter.optimised(roots).roots());
        List<String> notes = List.of(
                "The graph as you wrote it"
                        + (subject.grads() == null
                                ? "."
                                : "; its gradient is taken of the stabilised loss, so it has nodes of its own."),
                "After tidying and stabilising: the form that is differentiated.",
                "After every rule: the form that is compiled.");
        List<PageData.Graph> stages = new ArrayList<>();
        for (int i = 0; i < rewritings.size(); i++) {
            Stage stage = rewritten.stages().get(i);
            StageGraph graph = new StageGraph(stage);
            if (adjoints != null) {
                graph.linked(adjoints, rewritings.get(i));
            }
            if (subject.profile() != null && i == rewritings.size() - 1) {
                for (int step = 0; step < subject.profile().steps().size(); step++) {
                    double micros = subject.profile().micros(step);
                    subject.profile().steps().get(step).results().forEach(value -> graph.timed(value.expr(), micros));
                }
            }
            Map<Expr, Tensor> values = data.evaluate(stage.roots());
            stages.add(graph.data(subject.names(), notes.get(i), values, lines));
        }
        return stages;
    }

    /** What there is to know first. */
    private List<String> verdict(Dangers dangers, Rescues rescues) {
        List<String> sentences = new ArrayList<>();
        int written = rewritten.stages().get(0).ir().nodes().size();
        int computed = rewritten.stages().get(2).ir().nodes().size();
        sentences.add(written + " nodes were written, " + computed + " are computed: "
                + new Changes(rewritten.result().log()).summary() + ".");
        long stabilised = rewritten.result().log().firings().stream()
                .filter(firing -> firing.rule().phase() == Phase.STABILISE)
                .map(firing -> firing.rule().name())
                .distinct()
                .count();
        if (stabilised > 0) {
            sentences.add("Made safe by " + stabilised + (stabilised == 1 ? " rule" : " rules") + " of stability.");
        }
        if (rescues != null && !rescues.rows().isEmpty()) {
            sentences.add(rescues.summary() + ".");
        }
        sentences.add("What may still be inexact: " + dangers.summary() + ".");
        return sentences;
    }
}
