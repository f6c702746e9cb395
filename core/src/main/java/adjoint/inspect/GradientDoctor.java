package adjoint.inspect;

import adjoint.autodiff.GradientPolicy;
import adjoint.autodiff.Gradients;
import adjoint.expr.Expr;
import adjoint.expr.Graph;
import adjoint.expr.Interpreter;
import adjoint.expr.Leaf;
import adjoint.rewrite.Rewriter;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Finds what is wrong with a gradient on given data, and where: which node, on which of the user's lines, and on which way
 * from the loss. The gradient examined is the one that {@link Gradients} makes, of the stabilised loss.
 *
 * <pre>{@code
 * GradientDoctor.examine(loss, params, Map.of(x, xs, y, ys)).forEach(System.out::println);
 * }</pre>
 */
public final class GradientDoctor {
    /** A gradient whose entries have a root mean square below this, but are not all 0, counts as vanishing. */
    public static final double VANISHING = 1e-10;

    /** A gradient whose entries have a root mean square above this counts as exploding. */
    public static final double EXPLODING = 1e6;

    /** What can be wrong. */
    public enum Complaint {
        /** No differentiable way leads from the loss to the variable. */
        DISCONNECTED,
        /** The loss or the gradient holds NaN or infinity. */
        NOT_FINITE,
        /** Every entry is exactly 0. */
        ZERO,
        /** See {@link GradientDoctor#VANISHING}. */
        VANISHING,
        /** See {@link GradientDoctor#EXPLODING}. */
        EXPLODING
    }

    /**
     * One finding.
     *
     * @param complaint what is wrong
     * @param variable of the gradient; null where the loss itself is not finite
     * @param node where it begins; the variable's own node where the way breaks off
     * @param message everything in words: the numbers, the line and the way
     */
    public record Finding(Complaint complaint, Expr variable, Expr node, String message) {
        @Override
        public String toString() {
            return message;
        }
    }

    private static final int MOST_STEPS = 100;
    private static final Map<Complaint, String> WORDS =
            Map.of(Complaint.ZERO, "zero", Complaint.VANISHING, "vanishing", Complaint.EXPLODING, "exploding");

    private final Expr loss;
    private final Map<? extends Expr, Tensor> data;
    private final List<Finding> findings = new ArrayList<>();

    private GradientDoctor(Expr loss, Map<? extends Expr, Tensor> data) {
        this.loss = Rewriter.stabilise(List.of(loss)).get(0);
        this.data = data;
    }

    /**
     * Examines the gradient of a loss.
     *
     * @param loss a float scalar
     * @param params inputs or shared variables to differentiate by
     * @param data a value for each input that the loss needs
     * @return what is wrong, for each variable one finding at most; empty for a healthy gradient
     */
    public static List<Finding> examine(Expr loss, List<? extends Expr> params, Map<? extends Expr, Tensor> data) {
        for (Expr variable : params) {
            if (!(variable.op() instanceof Leaf.Input) && !(variable.op() instanceof Leaf.State)) {
                throw new IllegalArgumentException("gradients by inputs and shared variables can be examined, not by "
                        + variable + ", which is computed\n  made at " + variable.site());
            }
        }
        GradientDoctor doctor = new GradientDoctor(loss, data);
        doctor.examine(doctor.connected(loss, params));
        return List.copyOf(doctor.findings);
    }

    /** The variables that a differentiable way leads to from the loss as it was written. */
    private List<Expr> connected(Expr written, List<? extends Expr> variables) {
        List<Expr> connected = new ArrayList<>();
        for (Expr variable : variables) {
            try {
                Gradients.grad(written, List.of(variable));
                connected.add(variable);
            } catch (ShapeException e) {
                findings.add(new Finding(
                        Complaint.DISCONNECTED, variable, variable, variable + " is disconnected: " + e.getMessage()));
            }
        }
        return connected;
    }

    private void examine(List<Expr> variables) {
        List<Expr> gradients = gradients(variables);
        List<Expr> roots = new ArrayList<>(gradients);
        roots.add(loss);
        Map<Expr, Tensor> values = evaluate(Graph.topological(roots));
        if (!isFinite(values.get(loss))) {
            findings.add(notFinite(loss, values, null));
            return;
        }
        for (int i = 0; i < variables.size(); i++) {
            Tensor value = values.get(gradients.get(i));
            if (isFinite(value)) {
                measure(variables.get(i), size(value));
            } else {
                findings.add(notFinite(gradients.get(i), values, variables.get(i)));
            }
        }
    }

    private List<Expr> gradients(List<Expr> variables) {
        return Gradients.grad(loss, variables, GradientPolicy.exact().zeroWhereDisconnected())
                .all();
    }

    /** Finds the first node that makes NaN or infinity of finite inputs. */
    private static Finding notFinite(Expr root, Map<Expr, Tensor> values, Expr variable) {
        for (Expr node : Graph.topological(root)) {
            boolean origin = node.constant() == null
                    && !isFinite(values.get(node))
                    && node.inputs().stream().allMatch(in -> in.constant() != null || isFinite(values.get(in)));
            if (origin) {
                return notFinite(root, node, values, variable);
            }
        }
        throw new IllegalStateException("no node makes " + root + " not finite, though it is");
    }

    private static Finding notFinite(Expr root, Expr node, Map<Expr, Tensor> values, Expr variable) {
        String whose = variable == null ? "the loss" : "the gradient by " + variable;
        String operands = node.inputs().stream()
                .map(input -> "\n    of " + GradientPath.words(input) + " = " + excerpt(values.get(input)))
                .collect(Collectors.joining());
        String message = whose + " is not finite: " + GradientPath.words(node) + " gives " + excerpt(values.get(node))
                + operands + at(node) + "\n  on the way " + GradientPath.of(root, node);
        return new Finding(Complaint.NOT_FINITE, variable, node, message);
    }

    /** The first entry that is not finite with its place, or the first entries. */
    private static String excerpt(Tensor value) {
        for (int i = 0; i < value.size() && value.rank() > 0; i++) {
            if (!Double.isFinite(value.get(i))) {
                return value.type() + " with " + value.get(i) + " at position " + i;
            }
        }
        return value.toString();
    }

    private static String at(Expr node) {
        return "\n  at " + node.site();
    }

    private static boolean isFinite(Tensor value) {
        for (int i = 0; i < value.size(); i++) {
            if (!Double.isFinite(value.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** The values of nodes, in their order. */
    private Map<Expr, Tensor> evaluate(List<Expr> nodes) {
        List<Expr> inputs = Graph.topological(nodes).stream()
                .filter(node -> node.op() instanceof Leaf.Input)
                .toList();
        Tensor[] given =
                inputs.stream().map(input -> NamedInputs.value(data, input)).toArray(Tensor[]::new);
        List<Tensor> values = Interpreter.evaluate(nodes, inputs, given);
        Map<Expr, Tensor> byNode = new LinkedHashMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            byNode.put(nodes.get(i), values.get(i));
        }
        return byNode;
    }

    /** Where a gradient is too small or too large, compares the adjoints along the way from the loss. */
    private void measure(Expr variable, double size) {
        Complaint complaint = size == 0
                ? Complaint.ZERO
                : size < VANISHING ? Complaint.VANISHING : size > EXPLODING ? Complaint.EXPLODING : null;
        if (complaint == null) {
            return;
        }
        GradientPath path = GradientPath.of(loss, variable);
        List<Expr> nodes = path.sampled(MOST_STEPS);
        if (nodes.isEmpty()) {
            findings.add(new Finding(
                    complaint,
                    variable,
                    variable,
                    "the gradient by " + variable
                            + " is zero: once tidied, the loss does not depend on it, for instance because it is multiplied by 0"
                            + at(variable)));
            return;
        }
        List<Expr> adjoints = gradients(nodes);
        Map<Expr, Tensor> values = evaluate(adjoints);
        double[] sizes = adjoints.stream()
                .mapToDouble(adjoint -> size(values.get(adjoint)))
                .toArray();
        int step = steepest(sizes, complaint);
        Expr node = nodes.get(step);
        String message = "the gradient by " + variable + " is " + WORDS.get(complaint) + ": the root mean square is "
                + Numbers.significant(size, 4) + "; of the adjoint it goes from " + Numbers.significant(sizes[step], 4)
                + " to " + Numbers.significant(sizes[Math.min(step + 1, sizes.length - 1)], 4) + " below "
                + GradientPath.words(node) + at(node) + "\n  on the way " + path;
        findings.add(new Finding(complaint, variable, node, message));
    }

    /** The step over which the adjoint becomes 0, shrinks most or grows most. */
    private static int steepest(double[] sizes, Complaint complaint) {
        int found = 0;
        double extreme = 0;
        for (int i = 0; i + 1 < sizes.length; i++) {
            double growth = sizes[i] == 0 ? 0 : Math.log(sizes[i + 1] / sizes[i]);
            double steep = complaint == Complaint.EXPLODING ? growth : -growth;
            if (steep > extreme) {
                extreme = steep;
                found = i;
            }
        }
        return found;
    }

    /** The root mean square, scaled by the largest entry, so that squares neither overflow nor underflow. */
    private static double size(Tensor value) {
        return RunningMoments.norm(value.toDoubles()) / Math.sqrt(Math.max(1, value.size()));
    }
}
