package adjoint.expr;

import adjoint.exact.Exact;
import adjoint.kernel.Arith32;
import adjoint.kernel.Arith64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * x to a constant power. Exact conventions: power 0 is 1 everywhere with gradient 0; integer powers take negative bases;
 * derivatives of any order at 0 are right, since the coefficient reaches 0 before the power turns negative.
 */
public record Power(double exponent) implements Elementwise {
    private static final Set<Double> SHORT = Set.of(-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 3.0);

    static List<Sample> samples() {
        double[] whole = {-2, 2};
        double[] positive = {0.3, 2};
        return Stream.of(3, 0, 1, 2, -1, -2, 0.5, -0.5, 1.5)
                .flatMap(exponent -> {
                    double p = exponent.doubleValue();
                    boolean anywhere = p == Math.rint(p) && p >= 0;
                    return Sample.elementwise(
                            new Power(p), new double[][] {anywhere ? whole : positive}, new double[] {0, -0.0, -1.5})
                            .stream();
                })
                .toList();
    }

    @Override
    public String convention() {
        return "exponent 0 has value 1 and gradient 0 everywhere; integer exponents take negative bases, and those from 0 on take int32; derivatives of every order are right at 0";
    }

    @Override
    public String name() {
        return "power";
    }

    @Override
    public int arity() {
        return 1;
    }

    /** Floats; integers too where the exponent keeps them integers. */
    @Override
    public Signature signature() {
        return exponent == Math.rint(exponent) && exponent >= 0 ? Signature.NUMERIC : Signature.FLOAT;
    }

    @Override
    public double apply(double[] x) {
        return Math.pow(x[0], exponent);
    }

    @Override
    public Optional<Exact> exactly(Exact[] x) {
        return Optional.of(x[0].power(exponent));
    }

    @Override
    public ValueRange range(Expr y, List<ValueRange> in) {
        ValueRange x = ValueRange.together(in);
        if (exponent % 2 == 0) {
            x = x.asNonNegative();
        }
        return exponent < 0 ? new ValueRange(x.nonNegative(), in.get(0).nonNegative(), x.exponential(), false) : x;
    }

    /** Squares and a few others have loops of their own. */
    @Override
    public int cost() {
        return exponent == 2 ? 1 : SHORT.contains(exponent) ? 2 : 12;
    }

    @Override
    public Loop loop(Object[] in, Object out) {
        if (out instanceof double[] o) {
            double[] a = (double[]) in[0];
            return n -> Arith64.powConst(a, exponent, o, n);
        }
        if (out instanceof float[] o) {
            float[] a = (float[]) in[0];
            return n -> Arith32.powConst(a, (float) exponent, o, n);
        }
        return Elementwise.super.loop(in, out);
    }

    @Override
    public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
        if (exponent == 0) {
            return List.of(g.zeros());
        }
        return List.of(exponent == 1 ? g : g.mul(x.get(0).pow(exponent - 1).mul(exponent)));
    }

    @Override
    public String print(List<String> in) {
        return in.get(0) + "^" + exponentText();
    }

    @Override
    public String label() {
        return "power[" + exponentText() + "]";
    }

    @Override
    public String latex(List<String> in) {
        return "{" + in.get(0) + "}^{" + exponentText() + "}";
    }

    private String exponentText() {
        return exponent == Math.rint(exponent) && Math.abs(exponent) < 1e6
                ? Long.toString((long) exponent)
                : Double.toString(exponent);
    }
}
