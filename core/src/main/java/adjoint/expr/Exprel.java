package adjoint.expr;

import adjoint.exact.Exact;
import adjoint.exact.ExactTensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The integral of {@code s^n exp(s x)} for s from 0 to 1: for n = 0 that is (exp(x) - 1) / x with its value 1 at 0, and for
 * any n it is the n-th derivative of that. No derivative of any order cancels near 0, where the quotient's do.
 *
 * <p>Source of the series for negative x: NIST Digital Library of Mathematical Functions, 8.7.1.
 */
public record Exprel(int order) implements Elementwise {
    /** Beyond this, the recurrence over orders loses nothing; below it, series of positive terms converge fast. */
    private static final double FAR = 40;

    static List<Sample> samples() {
        return Stream.of(0, 1, 2)
                .flatMap(n -> Sample.elementwise(
                        new Exprel(n), new double[][] {{-3, 3}}, new double[] {-1000, -50, -1e-9, 0, 1e-9, 50, 800})
                        .stream())
                .toList();
    }

    @Override
    public String name() {
        return "exprel";
    }

    @Override
    public String label() {
        return order == 0 ? "exprel" : "exprel[order=" + order + "]";
    }

    @Override
    public String convention() {
        return "1 / (order + 1) at 0";
    }

    @Override
    public int arity() {
        return 1;
    }

    @Override
    public Signature signature() {
        return Signature.FLOAT;
    }

    @Override
    public int cost() {
        return ElementwiseOp.FUNCTION;
    }

    @Override
    public ValueRange range(Expr y, List<ValueRange> in) {
        return ValueRange.POSITIVE;
    }

    @Override
    public double apply(double[] x) {
        double size = Math.abs(x[0]);
        if (size > FAR + 2 * order) {
            double e = Math.exp(x[0]);
            double value = Math.expm1(x[0]) / x[0];
            for (int n = 1; n <= order && !Double.isInfinite(e); n++) {
                value = (e - n * value) / x[0];
            }
            return value;
        }
        return x[0] < 0 ? Math.exp(-size) * rising(size) : powers(size);
    }

    /** The sum of x^j / (j! (j + n + 1)), for x from 0 on. */
    private double powers(double x) {
        double power = 1;
        double sum = 1.0 / (order + 1);
        for (int j = 1; power > sum * 1e-18; j++) {
            power *= x / j;
            sum += power / (j + order + 1);
        }
        return sum;
    }

    /** The sum of x^j / ((n + 1) ... (n + 1 + j)), for x from 0 on. */
    private double rising(double x) {
        double term = 1.0 / (order + 1);
        double sum = term;
        for (int j = 1; term > sum * 1e-18; j++) {
            term *= x / (order + 1 + j);
            sum += term;
        }
        return sum;
    }

    @Override
    public Exact[] exact(ExactTensor[] in, int[] shape) {
        return Arrays.stream(in[0].values()).map(this::exact).toArray(Exact[]::new);
    }

    private Exact exact(Exact x) {
        if (!x.isFinite()) {
            return x.isNaN() ? x : x.sign() > 0 ? Exact.INFINITY : Exact.ZERO;
        }
        if (Math.abs(x.toDouble()) > 20) {
            Exact e = x.exp();
            Exact value = x.expm1().over(x);
            for (int n = 1; n <= order; n++) {
                value = e.minus(value.times(Exact.of(n))).over(x);
            }
            return value;
        }
        Exact power = Exact.ONE;
        Exact sum = Exact.ONE.over(Exact.of(order + 1));
        for (int j = 1; j < 160; j++) {
            power = power.times(x).over(Exact.of(j));
            sum = sum.plus(power.over(Exact.of(j + order + 1)));
        }
        return sum;
    }

    @Override
    public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
        return List.of(g.mul(Expr.of(new Exprel(order + 1), x.get(0))));
    }
}
