package adjoint.autodiff;

import adjoint.expr.Cast;
import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Graph;
import adjoint.expr.Leaf;
import adjoint.tensor.DType;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Float32 graphs computed in float64: the same nodes on wider leaves, so that differences can be taken of them. */
final class Float64Copy {
    private final Map<Leaf.Input, Expr> inputs = new IdentityHashMap<>();

    /** The graphs with every float32 leaf and cast widened; one input is widened to the same one every time. */
    List<Expr> widen(List<Expr> roots) {
        return Graph.rebuild(roots, (now, original) -> widen(now));
    }

    private Expr widen(Expr node) {
        if (node.op() instanceof Cast cast && cast.to() == DType.FLOAT32) {
            return node.input(0).cast(DType.FLOAT64);
        }
        if (!(node.op() instanceof Leaf leaf) || leaf.type().dtype() != DType.FLOAT32) {
            return node;
        }
        if (leaf instanceof Leaf.Input input) {
            return inputs.computeIfAbsent(input, Float64Copy::wide);
        }
        if (leaf instanceof Leaf.State state) {
            return Expressions.constant(state.value().cast(DType.FLOAT64));
        }
        if (leaf instanceof Leaf.Constant constant) {
            return Expressions.constant(constant.value().cast(DType.FLOAT64));
        }
        return leaf instanceof Leaf.Size size
                ? Expressions.size(size.dim(), DType.FLOAT64)
                : Expressions.range(((Leaf.Range) leaf).dim(), DType.FLOAT64);
    }

    private static Expr wide(Leaf.Input input) {
        return Expressions.input(
                input.name(), DType.FLOAT64, input.type().shape().dims().toArray());
    }

    /** What an input became: itself, where it is not a float32 one. */
    Leaf.Input of(Leaf.Input input) {
        Expr wide = inputs.get(input);
        return wide == null ? input : (Leaf.Input) wide.op();
    }
}
