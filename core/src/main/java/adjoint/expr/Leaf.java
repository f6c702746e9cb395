package adjoint.expr;

import adjoint.exact.Exact;
import adjoint.exact.ExactTensor;
import adjoint.tensor.DType;
import adjoint.tensor.Dim;
import adjoint.tensor.Tensor;
import adjoint.tensor.Type;
import java.util.List;
import java.util.Map;

/** An op without inputs: its value comes from outside the graph. */
public sealed interface Leaf extends Op {
    /** The leaf's type. */
    Type type();

    static List<Sample> samples() {
        Dim size = Dim.named("n").times(Dim.named("m"));
        return List.of(
                Sample.of(new Constant(Tensor.of(new double[] {1, -2.5}))),
                Sample.of(new Size(size, DType.FLOAT64)),
                Sample.of(new Range(size, DType.INT32)),
                Sample.of(new Range(size, DType.FLOAT32)));
    }

    @Override
    default Type infer(List<Type> in) {
        Op.takes(0, in);
        return type();
    }

    @Override
    default void eval(Tensor[] in, Tensor out) {
        throw new IllegalStateException(name() + " is given by the call, not computed");
    }

    /** What is stored, or counted. */
    @Override
    default Exact[] exact(ExactTensor[] in, int[] shape) {
        Tensor out = Tensor.zeros(type().dtype(), shape);
        eval(new Tensor[0], out);
        return ExactTensor.of(out).values();
    }

    @Override
    default int cost() {
        return 0;
    }

    @Override
    default Work work() {
        return Work.CONSTANT;
    }

    @Override
    default List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
        return List.of();
    }

    @Override
    default String print(List<String> in) {
        return name();
    }

    @Override
    default String latex(List<String> in) {
        return "\\mathit{" + name().replace("_", "\\_") + "}";
    }

    /** A value given at each call. Two inputs are never the same, even under one name. */
    final class Input implements Leaf {
        private final String name;
        private final Type type;

        Input(String name, Type type) {
            this.name = name;
            this.type = type;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Type type() {
            return type;
        }

        @Override
        public Work work() {
            return Work.INPUT;
        }
    }

    /** A parameter: a named array that functions read and update. */
    final class State implements Leaf {
        private final String name;
        private final Tensor value;

        /** Whose turns are taken together. */
        volatile VariableLocks.Group group = VariableLocks.UNTOUCHED;

        State(String name, Tensor value) {
            this.name = name;
            this.value = value;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Type type() {
            return value.type();
        }

        @Override
        public void eval(Tensor[] in, Tensor out) {
            out.assign(value);
        }

        @Override
        public Work work() {
            return Work.PARAMETER;
        }

        /** The array itself: writing to it changes the parameter. */
        public Tensor value() {
            return value;
        }
    }

    /** A fixed value. */
    record Constant(Tensor value) implements Leaf {
        @Override
        public String name() {
            return "constant";
        }

        @Override
        public Type type() {
            return value.type();
        }

        @Override
        public void eval(Tensor[] in, Tensor out) {
            out.assign(value);
        }

        @Override
        public ValueRange range(Expr y, List<ValueRange> in) {
            return ValueRange.of(value);
        }

        @Override
        public String print(List<String> in) {
            if (value.rank() > 0) {
                return value.toString();
            }
            double number = value.get(0);
            return value.dtype().isFloat() && number == Math.rint(number) && Math.abs(number) < 1e6
                    ? Long.toString((long) number)
                    : value.toString();
        }

        @Override
        public String latex(List<String> in) {
            return print(in);
        }
    }

    /** A value that depends on nothing but the sizes bound by a call. */
    sealed interface OfSizes extends Leaf {
        @Override
        default ValueRange range(Expr y, List<ValueRange> in) {
            return ValueRange.POSITIVE;
        }
    }

    /** A size as a number, such as the batch size that a mean divides by. */
    record Size(Dim dim, DType dtype) implements OfSizes {
        @Override
        public String name() {
            return "size[" + dim + "]";
        }

        @Override
        public Type type() {
            return Type.of(dtype);
        }

        @Override
        public Size resolve(Map<String, Integer> sizes) {
            return dim.isKnown() ? this : new Size(Dim.of(dim.evaluate(sizes)), dtype);
        }

        @Override
        public void eval(Tensor[] in, Tensor out) {
            out.set(0, dim.size());
        }
    }

    /** The integers from 0 up to a size, exclusive. */
    record Range(Dim dim, DType dtype) implements OfSizes {
        @Override
        public String name() {
            return "range[" + dim + "]";
        }

        @Override
        public Type type() {
            return Type.of(dtype, dim);
        }

        @Override
        public void eval(Tensor[] in, Tensor out) {
            for (int i = 0; i < out.size(); i++) {
                out.set(i, i);
            }
        }
    }
}
