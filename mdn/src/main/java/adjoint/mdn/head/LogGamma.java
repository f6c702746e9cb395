package adjoint.mdn.head;

import adjoint.expr.Expr;

/** The logarithm of the gamma function, for numbers above 0. */
final class LogGamma {
    /** From here on four terms of the asymptotic series give eleven digits. */
    private static final int SHIFT = 8;

    /** Factors of 1/z, 1/z^3, ... (NIST Handbook 2010, 5.11.1). */
    private static final double[] SERIES = {1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680};

    private LogGamma() {}

    static Expr of(Expr x) {
        Expr z = x.add(SHIFT);
        Expr inverse = z.pow(-1);
        Expr square = inverse.square();
        Expr series = square.mul(SERIES[SERIES.length - 1]);
        for (int i = SERIES.length - 2; i > 0; i--) {
            series = series.add(SERIES[i]).mul(square);
        }
        series = series.add(SERIES[0]).mul(inverse);
        Expr sum =
                z.sub(0.5).mul(z.log()).sub(z).add(0.5 * Math.log(2 * Math.PI)).add(series);
        for (int i = 0; i < SHIFT; i++) {
            sum = sum.sub(x.add(i).log());
        }
        return sum;
    }
}
