package adjoint.expr;

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
