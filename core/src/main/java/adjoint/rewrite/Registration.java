package adjoint.rewrite;

import adjoint.expr.Expr;
import adjoint.expr.Graph;
import adjoint.expr.Interpreter;
import adjoint.tensor.AdjointException;
import adjoint.tensor.Arguments;
import adjoint.tensor.DType;
import adjoint.tensor.ErrorCode;
import adjoint.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/**
 * What is asked of a user's rule before it joins the others: on its own examples the right side can be made, has the type of
 * the left, and at one random point its value. {@link adjoint.autodiff.RuleCheck} asks for much more.
 */
final class Registration {
    private static final double TOLERANCE = 1e-6;

    private final Rule rule;

    private Registration(Rule rule) {
        this.rule = rule;
    }

    /** Refuses a rule that is wrong on its own examples. */
    static Rule checked(Rule rule) {
        Arguments.given(rule, "rule", "Options.plus");
        new Registration(rule).check();
        return rule;
    }

    private void check() {
        for (Function<Expr[], Expr> form : rule.example().expressions()) {
            Expr[] inputs = rule.example().inputs(DType.FLOAT64);
            for (Expr node : Graph.topological(form.apply(inputs))) {
                Expr right = node.inputs().isEmpty() ? null : right(node);
                if (right != null && right != node) {
                    compare(node, right, inputs);
                }
            }
        }
    }

    private Expr right(Expr node) {
        boolean matches = rule.roots().isEmpty()
                || rule.roots().stream()
                        .anyMatch(root ->
                                root == node.op() || root instanceof Class<?> type && type.isInstance(node.op()));
        try {
            return matches ? rule.apply(node, new RangeAnalysis()) : null;
        } catch (RuntimeException e) {
            throw wrong(
                    "its right side cannot be made for " + node + ": " + e.getMessage()
                            + "; it may use only the variables of the left side, on types that the left side takes",
                    e);
        }
    }

    private void compare(Expr left, Expr right, Expr[] inputs) {
        if (right.dtype() != left.dtype() || !right.shape().broadcastsTo(left.shape())) {
            throw wrong("it makes " + right.type() + " of " + left.type() + ", in " + left + " -> " + right, null);
        }
        Tensor[] values = values(inputs);
        List<Tensor> found =
                Interpreter.evaluate(List.of(left, right.broadcastTo(left.shape())), Arrays.asList(inputs), values);
        for (int i = 0; i < found.get(0).size(); i++) {
            double wanted = found.get(0).get(i);
            double value = found.get(1).get(i);
            if (Double.isFinite(wanted) && !(Math.abs(value - wanted) <= TOLERANCE * (1 + Math.abs(wanted)))) {
                throw wrong(
                        left + " is " + found.get(0) + " at " + Arrays.toString(values) + ", but " + right + " is "
                                + found.get(1),
                        null);
            }
        }
    }

    private Tensor[] values(Expr[] inputs) {
        Random random = new Random(rule.name().hashCode());
        Tensor[] values = new Tensor[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            double[] domain = rule.example().domains().get(i);
            values[i] = Tensor.zeros(inputs[i].dtype(), inputs[i].shape().evaluate(Map.of()));
            for (int k = 0; k < values[i].size(); k++) {
                values[i].set(k, domain[0] + (domain[1] - domain[0]) * random.nextDouble());
            }
        }
        return values;
    }

    private AdjointException wrong(String why, RuntimeException cause) {
        AdjointException error = new AdjointException(ErrorCode.RULE, "rule " + rule.name() + ": " + why);
        if (cause != null) {
            error.initCause(cause);
        }
        return error;
    }
}
