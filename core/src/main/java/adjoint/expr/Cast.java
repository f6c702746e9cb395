package adjoint.expr;

import adjoint.exact.Exact;
import adjoint.kernel.Casts;
import adjoint.tensor.DType;
import adjoint.tensor.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The same values in another element type. Between floats the cotangent is cast back; into or from others there is none. */
public record Cast(DType to) implements Elementwise {
    static List<Sample> samples() {
        return Stream.of(DType.values())
                .flatMap(to -> Stream.of(
                        Sample.of(new Cast(to)).on(-2, 2, "n", 2),
                        Sample.of(new Cast(to)).index(3, "n"),
                        Sample.of(new Cast(to)).truth("n")))
                .toList();
    }

    @Override
    public String convention() {
        return "the gradient passes between floats; there is none from or to integers and truth values";
    }

    @Override
    public String name() {
        return "cast";
    }

    @Override
    public int arity() {
        return 1;
    }

    @Override
    public Signature signature() {
        return Signature.NUMERIC;
    }

    @Override
    public double apply(double[] x) {
        return x[0];
    }

    @Override
    public Optional<Exact> exactly(Exact[] x) {
        return Optional.of(x[0]);
    }

    @Override
    public ValueRange range(Expr y, List<ValueRange> in) {
        return y.input(0).dtype() == DType.BOOL ? ValueRange.POSITIVE : ValueRange.UNKNOWN;
    }

    @Override
    public Loop loop(Object[] in, Object out) {
        if (in[0].getClass() == out.getClass()) {
            return n -> System.arraycopy(in[0], 0, out, 0, n);
        }
        if (in[0] instanceof double[] a) {
            return switch (to) {
                case FLOAT32 -> n -> Casts.cast(a, (float[]) out, n);
                case INT32 -> n -> Casts.cast(a, (int[]) out, n);
                default -> n -> Casts.cast(a, (boolean[]) out, n);
            };
        }
        if (in[0] instanceof float[] a) {
            return switch (to) {
                case FLOAT64 -> n -> Casts.cast(a, (double[]) out, n);
                case INT32 -> n -> Casts.cast(a, (int[]) out, n);
                default -> n -> Casts.cast(a, (boolean[]) out, n);
            };
        }
        if (in[0] instanceof int[] a) {
            return switch (to) {
                case FLOAT64 -> n -> Casts.cast(a, (double[]) out, n);
                case FLOAT32 -> n -> Casts.cast(a, (float[]) out, n);
                default -> n -> Casts.cast(a, (boolean[]) out, n);
            };
        }
        boolean[] a = (boolean[]) in[0];
        return switch (to) {
            case FLOAT64 -> n -> Casts.cast(a, (double[]) out, n);
            case FLOAT32 -> n -> Casts.cast(a, (float[]) out, n);
            default -> n -> Casts.cast(a, (int[]) out, n);
        };
    }

    @Override
    public Type infer(List<Type> in) {
        Op.takes(1, in);
        return in.get(0).with(to);
    }

    @Override
    public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
        DType from = x.get(0).dtype();
        return to.isFloat() && from.isFloat() ? List.of(g.cast(from)) : Arrays.asList((Expr) null);
    }

    @Override
    public Optional<Expr> jvp(Expr y, List<Expr> t, List<Expr> x) {
        return Optional.of(to.isFloat() ? t.get(0).cast(to) : y.zeros());
    }

    @Override
    public String label() {
        return "cast[" + to + "]";
    }
}
