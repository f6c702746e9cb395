package adjoint.inspect;

import adjoint.expr.Expr;
import adjoint.tensor.Tensor;
import java.util.Map;

/** Values of inputs, by the input that was made or by the same input under another name. */
final class NamedInputs {
    private NamedInputs() {}

    static Tensor value(Map<? extends Expr, Tensor> batch, Expr input) {
        return batch.entrySet().stream()
                .filter(entry -> entry.getKey().op() == input.op())
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("the data gives no value for input '" + input.name() + "' of type "
                                + input.type() + ", only for " + batch.keySet() + "\n  made at " + input.site()));
    }
}
