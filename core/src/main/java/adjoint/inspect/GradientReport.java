package adjoint.inspect;

import adjoint.autodiff.GradientPolicy;
import adjoint.autodiff.Gradients;
import adjoint.expr.Expr;
import adjoint.expr.Graph;
import adjoint.expr.Leaf;
import adjoint.run.CompiledFunction;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What policies do to a gradient, measured on mini-batches, for each parameter and for all of them together.
 *
 * <pre>{@code
 * GradientReport report = GradientReport.compare(loss, params, Map.of("scaled", exact().at(mu, scale(sigma))), batches);
 * System.out.println(report);
 * }</pre>
 */
public final class GradientReport {
    /** The name under which the gradient without any policy is listed. */
    public static final String EXACT = "exact";

    /** The name under which all parameters together are listed. */
    public static final String ALL = "all";

    /**
     * One parameter under one policy. Norm, cosine and signs are those of the gradient's mean over the mini-batches.
     *
     * @param parameter its name
     * @param policy its name
     * @param entries how many numbers the gradient has
     * @param norm Euclidean
     * @param cosine of the angle to the exact gradient; NaN where one of them is 0 or not finite
     * @param signs the share of entries that have the sign of the exact gradient's, 0 being a sign of its own
     * @param variance over the mini-batches, summed over the entries; NaN for a single mini-batch
     * @param zeros the share of entries that are exactly 0, in all mini-batches
     * @param notFinite the share of entries that are NaN or infinite, in all mini-batches
     */
    public record Row(
            String parameter,
            String policy,
            long entries,
            double norm,
            double cosine,
            double signs,
            double variance,
            double zeros,
            double notFinite) {}

    private final List<Row> rows;

    private GradientReport(List<Row> rows) {
        this.rows = List.copyOf(rows);
    }

    /**
     * Compares policies with the exact gradient.
     *
     * @param loss a float scalar
     * @param params the variables to differentiate by
     * @param policies by name, in the order in which they are to be listed
     * @param batches for each mini-batch a value of each input that the gradients need
     */
    public static GradientReport compare(
            Expr loss,
            List<? extends Expr> params,
            Map<String, GradientPolicy> policies,
            List<? extends Map<? extends Expr, Tensor>> batches) {
        if (batches.isEmpty() || params.isEmpty()) {
            throw new IllegalArgumentException("a comparison needs at least one parameter and one mini-batch, but has "
                    + params.size() + " and " + batches.size());
        }
        Map<String, GradientPolicy> all = new LinkedHashMap<>();
        all.put(EXACT, GradientPolicy.exact());
        all.putAll(policies);
        Map<String, List<RunningMoments>> measured = new LinkedHashMap<>();
        all.forEach((name, policy) -> measured.put(name, measure(loss, params, policy, batches)));
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i <= params.size(); i++) {
            int from = i < params.size() ? i : 0;
            int to = i < params.size() ? i + 1 : params.size();
            String parameter = i < params.size() ? params.get(i).toString() : ALL;
            measured.forEach((policy, moments) -> rows.add(row(
                    parameter,
                    policy,
                    moments.subList(from, to),
                    measured.get(EXACT).subList(from, to))));
        }
        return new GradientReport(params.size() == 1 ? rows.subList(0, all.size()) : rows);
    }

    private static List<RunningMoments> measure(
            Expr loss,
            List<? extends Expr> params,
            GradientPolicy policy,
            List<? extends Map<? extends Expr, Tensor>> batches) {
        List<Expr> gradients = Gradients.grad(loss, params, policy).all();
        List<Expr> inputs = Graph.topological(gradients).stream()
                .filter(node -> node.op() instanceof Leaf.Input)
                .toList();
        CompiledFunction function = CompiledFunction.function(inputs.toArray(Expr[]::new))
                .returning(gradients.toArray(Expr[]::new))
                .compile();
        List<RunningMoments> moments = new ArrayList<>();
        for (Map<? extends Expr, Tensor> batch : batches) {
            List<Tensor> values = function.callAll(inputs.stream()
                    .map(input -> NamedInputs.value(batch, input))
                    .toArray(Tensor[]::new));
            for (int i = 0; i < values.size(); i++) {
                if (moments.size() == i) {
                    moments.add(new RunningMoments(values.get(i).size()));
                }
                moments.get(i).add(values.get(i));
            }
        }
        return moments;
    }

    private static Row row(String parameter, String policy, List<RunningMoments> parts, List<RunningMoments> exact) {
        double[] mean = joined(parts);
        double[] truth = joined(exact);
        double all = parts.stream().mapToLong(RunningMoments::all).sum();
        return new Row(
                parameter,
                policy,
                mean.length,
                RunningMoments.norm(mean),
                RunningMoments.cosine(mean, truth),
                IntStream.range(0, mean.length)
                                .filter(i -> Math.signum(mean[i]) == Math.signum(truth[i]))
                                .count()
                        / (double) mean.length,
                parts.stream().mapToDouble(RunningMoments::variance).sum(),
                parts.stream().mapToLong(RunningMoments::zeros).sum() / all,
                parts.stream().mapToLong(RunningMoments::notFinite).sum() / all);
    }

    private static double[] joined(List<RunningMoments> parts) {
        return parts.stream()
                .flatMapToDouble(part -> Arrays.stream(part.mean()))
                .toArray();
    }

    /** For each parameter, and at last for all together where there are several, one row for each policy, exact first. */
    public List<Row> rows() {
        return rows;
    }

    /** The row of a parameter under a policy, by their names. */
    public Row row(String parameter, String policy) {
        return rows.stream()
                .filter(row -> row.parameter.equals(parameter) && row.policy.equals(policy))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no parameter '" + parameter + "' under a policy '"
                        + policy + "' was compared, only "
                        + rows.stream()
                                .map(row -> row.parameter + " under " + row.policy)
                                .toList()));
    }

    /** The numbers in full precision, as comma-separated values. */
    public String toCsv() {
        Csv csv = new Csv(
                "parameter",
                "policy",
                "entries",
                "norm",
                "cosine",
                "sign_agreement",
                "variance",
                "zero_share",
                "nonfinite_share");
        rows.forEach(row -> csv.row(
                row.parameter,
                row.policy,
                row.entries,
                row.norm,
                row.cosine,
                row.signs,
                row.variance,
                row.zeros,
                row.notFinite));
        return csv.toString();
    }

    /** The numbers as an aligned table. */
    public String toText() {
        TextTable table =
                new TextTable("parameter", "policy", "norm", "cosine", "same sign", "variance", "zero", "not finite");
        rows.forEach(row -> table.row(
                row.parameter,
                row.policy,
                Numbers.significant(row.norm, 4),
                Numbers.significant(row.cosine, 4),
                percent(row.signs),
                Numbers.significant(row.variance, 4),
                percent(row.zeros),
                percent(row.notFinite)));
        return table.toString();
    }

    private static String percent(double share) {
        return Numbers.significant(100 * share, 3) + "%";
    }

    /** The cosines and norms as a picture. */
    public Figure picture() {
        return new GradientPicture(rows);
    }

    @Override
    public String toString() {
        return toText();
    }
}
