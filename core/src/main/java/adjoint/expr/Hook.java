package adjoint.expr;

import adjoint.exact.Exact;
import adjoint.exact.ExactTensor;
import adjoint.tensor.Tensor;
import adjoint.tensor.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Ops whose value is that of their first input, and that no rewrite looks through: they mark a place in the graph where
 * derivatives are treated specially. Further inputs, if any, matter to derivatives only.
 */
public interface Hook extends Op {
    static List<Sample> samples() {
        return List.of(
                Sample.of(new Constant()).on(-2, 2, "n", 2).valuesOnly(),
                Sample.of(new Mark()).on(-2, 2, "n", 2));
    }

    @Override
    default Type infer(List<Type> in) {
        Op.takes(1, in);
        return in.get(0);
    }

    @Override
    default void eval(Tensor[] in, Tensor out) {
        out.assign(in[0]);
    }

    @Override
    default Exact[] exact(ExactTensor[] in, int[] shape) {
        return in[0].values();
    }

    /** As of the first input, but no exponential is seen through a hook. */
    @Override
    default ValueRange range(Expr y, List<ValueRange> in) {
        return ValueRange.smallest(in.subList(0, 1));
    }

    @Override
    default boolean moves() {
        return true;
    }

    @Override
    default boolean keepsOrder() {
        return true;
    }

    @Override
    default Work work() {
        return Work.HOOK;
    }

    /** An expression with the same value that counts as a constant in every derivative. */
    static Expr considerConstant(Expr x) {
        return Expr.of(new Constant(), x);
    }

    /** The value passes, and counts as a constant in every derivative. */
    record Constant() implements Hook {
        @Override
        public String convention() {
            return "counts as a constant in every derivative";
        }

        @Override
        public String name() {
            return "considerConstant";
        }

        @Override
        public Expr vectorize(Batching batch) {
            return batch.apply(this);
        }

        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            return Arrays.asList((Expr) null);
        }

        @Override
        public Optional<Expr> jvp(Expr y, List<Expr> t, List<Expr> x) {
            return Optional.of(y.zeros());
        }
    }

    /** The value and the cotangent pass unchanged; no two marks are the same, so a marked node is never merged with another. */
    final class Mark implements Hook {
        @Override
        public String name() {
            return "mark";
        }

        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            return List.of(g);
        }

        @Override
        public Optional<Expr> jvp(Expr y, List<Expr> t, List<Expr> x) {
            return Optional.of(t.get(0));
        }
    }
}
