package adjoint.autodiff;

import adjoint.expr.Expr;
import adjoint.expr.Op;
import adjoint.tensor.ShapeException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reverse-mode differentiation. The loss is stabilised first, because the gradient of a naive {@code log(sum(exp(x)))} is
 * NaN where the gradient of the stable form is right. Any node may be a variable. The results are ordinary graphs in terms
 * of the loss's own nodes, and can be differentiated again.
 */
public final class Gradients {
    private Gradients() {}

    /** The gradient of a scalar with respect to any nodes. An error where the loss does not depend on one of them. */
    public static Grads grad(Expr loss, List<? extends Expr> wrt) {
        return grad(loss, wrt, GradientPolicy.exact());
    }

    /** The gradient of a scalar with respect to any nodes, edited by a policy. */
    public static Grads grad(Expr loss, List<? extends Expr> wrt, GradientPolicy policy) {
        if (!loss.type().isScalar() || !loss.dtype().isFloat()) {
            throw new ShapeException("the gradient is taken of a float scalar, not of " + loss.type()
                    + "; reduce it first, as in loss.mean()\n  loss made at " + loss.site());
        }
        return new Grads(loss, List.copyOf(wrt), policy, adjoints(List.of(loss), List.of(seed(loss)), wrt, policy));
    }

    /** The gradient with respect to one node. */
    public static Expr grad(Expr loss, Expr wrt) {
        return grad(loss, List.of(wrt)).of(wrt);
    }

    private static Expr seed(Expr loss) {
        return loss.site().during(loss::ones);
    }

    /**
     * The vector-Jacobian product: the gradient of {@code sum(output * cotangent)}, for one output of any shape.
     *
     * @param cotangent an expression that broadcasts to the output
     */
    public static Grads vjp(Expr output, Expr cotangent, List<? extends Expr> wrt) {
        return knownGradients(Map.of(output, cotangent), wrt, GradientPolicy.exact());
    }

    /**
     * The gradient of an unseen loss of which only the derivatives by some nodes are known. Where one of these nodes
     * depends on another one, both contribute: what is known of a node is the derivative by it with the other ones held.
     *
     * @param known nodes of any shape, each with its adjoint, an expression that broadcasts to it
     */
    public static Grads knownGradients(Map<Expr, Expr> known, List<? extends Expr> wrt, GradientPolicy policy) {
        List<Expr> outputs = new ArrayList<>(known.keySet());
        List<Expr> cotangents = outputs.stream()
                .map(output -> checkedCotangent(output, known.get(output)))
                .toList();
        return new Grads(null, List.copyOf(wrt), policy, adjoints(outputs, cotangents, wrt, policy));
    }

    /** A cotangent or a direction, of the type of the node it belongs to. */
    static Expr checkedCotangent(Expr output, Expr cotangent) {
        if (!output.dtype().isFloat()
                || cotangent.dtype() != output.dtype()
                || !cotangent.shape().broadcastsTo(output.shape())) {
            throw new ShapeException(
                    "what goes with " + output + " must be of its float type and broadcast to it, but is "
                            + cotangent.type() + " for " + output.type() + "\n  made at " + cotangent.site());
        }
        return cotangent.broadcastTo(output.shape());
    }

    /** The gradients in order, of the variables' types; zeros for those that the loss does not depend on. */
    static List<Expr> gradientOrZero(Expr loss, List<Expr> wrt) {
        return grad(loss, wrt, GradientPolicy.exact().zeroWhereDisconnected()).all();
    }

    private static Map<Expr, Expr> adjoints(
            List<Expr> outputs, List<Expr> cotangents, List<? extends Expr> wrt, GradientPolicy policy) {
        for (Expr variable : wrt) {
            if (!variable.dtype().isFloat()) {
                throw new ShapeException("no gradient with respect to " + variable + " of type " + variable.dtype()
                        + "; only floats have one\n  made at " + variable.site());
            }
        }
        DifferentiableGraph prepared = new DifferentiableGraph(outputs, wrt, policy);
        List<Expr> gradients = prepared.bare(swept(prepared, cotangents, wrt));
        Map<Expr, Expr> byVariable = new LinkedHashMap<>();
        for (int i = 0; i < wrt.size(); i++) {
            Expr gradient = gradients.get(i);
            byVariable.put(wrt.get(i), gradient != null ? gradient : zeros(outputs, wrt.get(i), policy));
        }
        policy.overall().forEach(last -> finish(byVariable, last));
        return byVariable;
    }

    /** The gradients in order, null where there is none: one sweep for all variables that see the same edits. */
    private static List<Expr> swept(DifferentiableGraph prepared, List<Expr> cotangents, List<? extends Expr> wrt) {
        Map<Set<Op>, Set<Op>> targets = new LinkedHashMap<>();
        List<Set<Op>> silent = new ArrayList<>();
        for (Expr variable : wrt) {
            Set<Op> unseen = prepared.silentFor(variable);
            silent.add(unseen);
            targets.computeIfAbsent(unseen, set -> Collections.newSetFromMap(new IdentityHashMap<>()))
                    .add(prepared.key(variable));
        }
        Map<Set<Op>, Map<Op, Expr>> found = new LinkedHashMap<>();
        targets.forEach((unseen, ops) ->
                found.put(unseen, ReverseSweep.run(prepared.roots(), cotangents, ops, unseen, prepared.checkpoints())));
        List<Expr> gradients = new ArrayList<>();
        for (int i = 0; i < wrt.size(); i++) {
            gradients.add(found.get(silent.get(i)).get(prepared.key(wrt.get(i))));
        }
        return gradients;
    }

    /** Zeros for a variable that no adjoint reached, if the policy asked for that or is itself the reason. */
    private static Expr zeros(List<Expr> outputs, Expr variable, GradientPolicy policy) {
        if (!policy.givesZeroWhereDisconnected()) {
            new Disconnection(outputs, variable).orThrow();
        }
        return variable.site().during(() -> variable.zeros().broadcastTo(variable.shape()));
    }

    private static void finish(Map<Expr, Expr> byVariable, GradientPolicy.Overall last) {
        List<Expr> variables =
                byVariable.keySet().stream().filter(last.scope()::contains).toList();
        if (variables.isEmpty()) {
            return;
        }
        List<Expr> before = variables.stream().map(byVariable::get).toList();
        List<Expr> after = last.site().during(() -> last.edit().apply(before));
        for (int i = 0; i < variables.size(); i++) {
            if (!after.get(i).type().equals(before.get(i).type())) {
                throw new ShapeException("'" + last.label() + "' makes "
                        + after.get(i).type() + " of the gradient of " + variables.get(i) + ", which is "
                        + before.get(i).type() + "\n  policy made at " + last.site());
            }
            byVariable.put(variables.get(i), after.get(i));
        }
    }
}
