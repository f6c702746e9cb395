package adjoint.inspect;

import adjoint.autodiff.GradientPolicy;
import adjoint.autodiff.Grads;
import adjoint.expr.Expr;
import adjoint.expr.Graph;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gradients of one loss under several policies, node by node and in numbers. */
final class PolicyComparison {
    private static final int INVENTED_SIZE = 8;
    private static final int LONGEST_NAME = 48;
    private static final int MOST_NODES = 2_000;

    private PolicyComparison() {}

    /**
     * Compares gradients with the exact one.
     *
     * @param loss of them all
     * @param others by the name of their policy
     */
    static PageData.Comparison of(Grads exact, Map<String, Grads> others, Data given, Lines lines) {
        Map<String, GradientPolicy> policies = new LinkedHashMap<>();
        others.forEach((name, grads) -> policies.put(name, grads.policy()));
        List<Expr> roots = new ArrayList<>(exact.all());
        others.values().forEach(grads -> roots.addAll(grads.all()));
        Data data = given.completed(Graph.topological(roots), INVENTED_SIZE);
        Map<Expr, Tensor> batch = new IdentityHashMap<>();
        Graph.topological(roots).stream()
                .filter(node -> data.values().containsKey(node.op()))
                .forEach(node -> batch.put(node, data.values().get(node.op())));
        GradientReport report = GradientReport.compare(exact.loss(), exact.variables(), policies, List.of(batch));
        PageData.Table table = new PageData.Table(
                List.of("parameter", "policy", "norm", "cosine to exact", "same sign", "zeros"),
                report.rows().stream()
                        .map(row -> List.<Object>of(
                                row.parameter(),
                                row.policy(),
                                Numbers.significant(row.norm(), 4),
                                Numbers.significant(row.cosine(), 4),
                                Numbers.significant(100 * row.signs(), 3) + "%",
                                Numbers.significant(100 * row.zeros(), 3) + "%"))
                        .toList());
        List<String> names = new ArrayList<>(List.of(GradientReport.EXACT));
        names.addAll(policies.keySet());
        List<String> rules = new ArrayList<>(List.of(GradientPolicy.exact().toString()));
        policies.values().forEach(policy -> rules.add(policy.toString()));
        return new PageData.Comparison(names, rules, table, effects(exact, others.values(), data, lines));
    }

    /** The nodes that every gradient has an adjoint of, from the loss back. */
    private static List<PageData.Effect> effects(Grads exact, Collection<Grads> others, Data data, Lines lines) {
        List<Adjoints> all = new ArrayList<>();
        all.add(Adjoints.of(exact));
        others.forEach(grads -> all.add(Adjoints.of(grads)));
        List<Expr> common = new ArrayList<>(all.get(0).withAdjoint());
        all.forEach(adjoints -> common.removeIf(node -> !adjoints.byNode().containsKey(node)));
        List<Expr> shown = common.subList(Math.max(0, common.size() - MOST_NODES), common.size());
        List<Expr> roots = new ArrayList<>();
        shown.forEach(
                node -> all.forEach(adjoints -> roots.add(adjoints.byNode().get(node))));
        Map<Expr, Tensor> values = data.evaluate(roots);
        List<PageData.Effect> effects = new ArrayList<>();
        for (int i = shown.size() - 1; i >= 0; i--) {
            Expr node = shown.get(i);
            List<Double> norms = new ArrayList<>();
            List<Double> cosines = new ArrayList<>();
            double[] truth = values.get(all.get(0).byNode().get(node)).toDoubles();
            for (Adjoints adjoints : all) {
                double[] value = values.get(adjoints.byNode().get(node)).toDoubles();
                norms.add(RunningMoments.norm(value));
                cosines.add(RunningMoments.cosine(value, truth));
            }
            List<String> edits = new ArrayList<>();
            others.forEach(grads -> edits.add(String.join("; ", grads.policy().editsAt(node))));
            effects.add(new PageData.Effect(
                    node.name() != null ? node.name() : Graph.text(node, LONGEST_NAME),
                    lines.number(node.site()),
                    norms,
                    cosines,
                    edits));
        }
        return effects;
    }
}
