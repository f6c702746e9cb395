package adjoint.expr;

import adjoint.exact.Exact;
import adjoint.exact.ExactTensor;
import adjoint.tensor.DType;
import adjoint.tensor.Shape;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import adjoint.tensor.Type;
import java.lang.reflect.Array;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An op applied element by element after NumPy broadcasting. Its VJP may ignore broadcasting: cotangents are summed over
 * broadcast axes centrally.
 */
public interface Elementwise extends Op {
    /** Which element types go in and what comes out. */
    enum Signature {
        /** Floats to floats. */
        FLOAT,
        /** Floats or int32 to the same. */
        NUMERIC,
        /** Floats or int32 to bool. */
        COMPARE,
        /** Bool to bool. */
        LOGICAL,
        /** Bool first, then two of one type, which is the result's. */
        SELECT;

        private boolean allows(DType dtype) {
            return switch (this) {
                case FLOAT -> dtype.isFloat();
                case NUMERIC, COMPARE -> dtype != DType.BOOL;
                case LOGICAL -> dtype == DType.BOOL;
                case SELECT -> true;
            };
        }

        private String cure() {
            return switch (this) {
                case FLOAT -> "floats: use x.cast(FLOAT64) or x.cast(FLOAT32)";
                case LOGICAL -> "bool: compare first, as in x.gt(0)";
                default -> "numbers: use x.cast(FLOAT64), x.cast(FLOAT32) or x.cast(INT32)";
            };
        }

        /** The element types to try that many inputs with. */
        List<List<DType>> dtypes(int arity) {
            return switch (this) {
                case FLOAT -> List.of(Collections.nCopies(arity, DType.FLOAT64));
                case NUMERIC, COMPARE ->
                    List.of(Collections.nCopies(arity, DType.FLOAT64), Collections.nCopies(arity, DType.INT32));
                case LOGICAL -> List.of(Collections.nCopies(arity, DType.BOOL));
                case SELECT ->
                    Stream.of(DType.FLOAT64, DType.INT32, DType.BOOL)
                            .map(dtype -> List.of(DType.BOOL, dtype, dtype))
                            .toList();
            };
        }
    }

    int arity();

    Signature signature();

    /** The value at one element; truth values are 0 and 1. */
    double apply(double[] x);

    /** The exact value at one element; empty, the default, leaves it to the op's meaning. */
    default Optional<Exact> exactly(Exact[] x) {
        return Optional.empty();
    }

    @Override
    default Exact[] exact(ExactTensor[] in, int[] shape) {
        int[][] offsets = new int[in.length][];
        for (int k = 0; k < in.length; k++) {
            offsets[k] = Groups.offsets(shape, broadcastStrides(in[k].shape(), shape));
        }
        Exact[] out = new Exact[Tensor.sizeOf(shape)];
        for (int i = 0; i < out.length; i++) {
            Exact[] x = new Exact[in.length];
            for (int k = 0; k < in.length; k++) {
                x[k] = in[k].get(offsets[k][i]);
            }
            Optional<Exact> value = exactly(x);
            if (value.isEmpty()) {
                return Op.super.exact(in, shape);
            }
            out[i] = value.get();
        }
        return out;
    }

    @Override
    default Work work() {
        return Work.ELEMENTWISE;
    }

    /** The same op: what has no batch axis broadcasts. */
    @Override
    default Expr vectorize(Batching batch) {
        return batch.broadcast(this);
    }

    /** Applies this op to expressions, promoting bool and int32 to the float type beside them. */
    default Expr of(Expr... x) {
        return Expr.of(this, Promotion.promote(this, x));
    }

    /**
     * This op over contiguous arrays of one length, which the plan has chosen and which stay the same; the output may be
     * one of the inputs. Ops with a kernel override this; what stands here is slow but serves every op.
     */
    default Loop loop(Object[] in, Object out) {
        Tensor[] x = new Tensor[in.length];
        for (int k = 0; k < in.length; k++) {
            x[k] = Tensor.over(in[k], Array.getLength(in[k]));
        }
        Tensor y = Tensor.over(out, Array.getLength(out));
        double[] element = new double[in.length];
        return n -> {
            for (int i = 0; i < n; i++) {
                for (int k = 0; k < x.length; k++) {
                    element[k] = x[k].get(i);
                }
                y.set(i, apply(element));
            }
        };
    }

    @Override
    default Type infer(List<Type> in) {
        Op.takes(arity(), in);
        Shape shape = Shape.SCALAR;
        for (int i = 0; i < in.size(); i++) {
            shape = shape.broadcast(in.get(i).shape());
        }
        Type last = in.get(in.size() - 1);
        return last.with(shape).with(Promotion.result(this, in));
    }

    /** The VJP of an elementwise op multiplies by a diagonal matrix, so it serves forward as well: on each tangent alone. */
    @Override
    default Optional<Expr> jvp(Expr y, List<Expr> t, List<Expr> x) {
        Expr sum = null;
        for (int i = 0; i < x.size(); i++) {
            Expr part = t.get(i) == null ? null : vjp(y, t.get(i), x).get(i);
            sum = sum == null || part == null ? (sum == null ? part : sum) : sum.add(part);
        }
        return Optional.of(sum == null ? y.zeros() : sum);
    }

    @Override
    default void eval(Tensor[] in, Tensor out) {
        int[][] offsets = new int[in.length][];
        for (int k = 0; k < in.length; k++) {
            offsets[k] = Groups.offsets(out.shape(), broadcastStrides(in[k].shape(), out.shape()));
        }
        double[] x = new double[in.length];
        for (int i = 0; i < out.size(); i++) {
            for (int k = 0; k < in.length; k++) {
                x[k] = in[k].get(offsets[k][i]);
            }
            out.set(i, apply(x));
        }
    }

    /** Strides that read an array of one shape as if it had another: 0 on axes that are broadcast. */
    static int[] broadcastStrides(int[] from, int[] to) {
        int[] own = Tensor.strides(from);
        int[] strides = new int[to.length];
        int shift = to.length - from.length;
        for (int axis = 0; axis < from.length; axis++) {
            strides[axis + shift] = from[axis] == 1 ? 0 : own[axis];
        }
        return strides;
    }

    /** How element types meet. */
    final class Promotion {
        private Promotion() {}

        static Expr[] promote(Elementwise op, Expr... x) {
            for (int i = 0; i < x.length; i++) {
                Expr.given(x[i], i, op);
            }
            Expr[] result = x.clone();
            int first = op.signature() == Signature.SELECT ? 1 : 0;
            if (op.signature() == Signature.LOGICAL || x.length <= first) {
                return result;
            }
            DType target = DType.BOOL;
            for (int i = first; i < x.length; i++) {
                target = wider(target, x[i].dtype());
            }
            for (int i = first; i < x.length; i++) {
                if (x[i].dtype() != target && !x[i].dtype().isFloat()) {
                    result[i] = x[i].cast(target);
                }
            }
            return result;
        }

        /** A float wins over int32, which wins over bool; of two float types the first stays, and the check refuses. */
        private static DType wider(DType a, DType b) {
            if (a.isFloat()) {
                return a;
            }
            return b.isFloat() || a == DType.BOOL ? b : a;
        }

        static DType result(Elementwise op, List<Type> in) {
            Signature signature = op.signature();
            if (signature == Signature.SELECT && in.get(0).dtype() != DType.BOOL) {
                throw ShapeException.ofTypes("the condition must be bool, not "
                        + in.get(0).dtype() + "; compare it with something, as in x.gt(0)");
            }
            int first = signature == Signature.SELECT ? 1 : 0;
            DType dtype = in.get(first).dtype();
            for (int i = first; i < in.size(); i++) {
                if (!signature.allows(in.get(i).dtype())) {
                    throw ShapeException.ofTypes(
                            "does not take " + in.get(i).dtype() + "; it works on " + signature.cure());
                }
            }
            for (int i = first; i < in.size(); i++) {
                if (in.get(i).dtype() != dtype) {
                    throw ShapeException.ofTypes("element types "
                            + in.stream().map(type -> type.dtype().toString()).collect(Collectors.joining(" and "))
                            + " do not mix; cast one, as in x.cast(" + dtype.name() + ")");
                }
            }
            return signature == Signature.COMPARE ? DType.BOOL : dtype;
        }
    }
}
