package adjoint.rewrite;

import adjoint.expr.Arithmetic;
import adjoint.expr.Expr;

/** How two expressions that share terms or factors lie to each other. */
final class Apart {
    /** Shared factors nested deeper than this stay where they are. */
    private static final int DEPTH = 6;

    private Apart() {}

    /** a - b, with factors and divisors that both have taken outside, where what is left may be a constant. */
    static Expr difference(Expr a, Expr b) {
        return difference(a, b, DEPTH);
    }

    private static Expr difference(Expr a, Expr b, int depth) {
        if (depth > 0 && a.op() == b.op() && a.inputs().size() <= 2) {
            if (a.op() == Arithmetic.NEG) {
                return difference(b.input(0), a.input(0), depth - 1);
            }
            if (a.op() == Arithmetic.DIV && a.input(1) == b.input(1)) {
                return difference(a.input(0), b.input(0), depth - 1).div(a.input(1));
            }
            for (int i = 0; a.op() == Arithmetic.MUL && i < 4; i++) {
                if (a.input(i / 2) == b.input(i % 2)) {
                    return difference(a.input(1 - i / 2), b.input(1 - i % 2), depth - 1)
                            .mul(a.input(i / 2));
                }
            }
        }
        return a.sub(b);
    }

    /** What must be added to one term of a sum to get the whole; null where it is no term of it. */
    static Expr rest(Expr sum, Expr term) {
        if (sum.op() == Arithmetic.ADD && sum.input(0) == term) {
            return sum.input(1);
        }
        if (sum.op() == Arithmetic.ADD && sum.input(1) == term) {
            return sum.input(0);
        }
        return sum.op() == Arithmetic.SUB && sum.input(0) == term ? sum.input(1).neg() : null;
    }

    /** The number k for which a is k times b by the way they are written; NaN where there is none. */
    static double ratio(Expr a, Expr b) {
        if (a.op() == Arithmetic.SUB
                && b.op() == Arithmetic.SUB
                && a.input(0) == b.input(1)
                && a.input(1) == b.input(0)) {
            return -1;
        }
        return core(a) == core(b) ? factor(a) / factor(b) : Double.NaN;
    }

    private static int number(Expr x) {
        if (x.op() == Arithmetic.MUL || x.op() == Arithmetic.DIV) {
            for (int i = x.op() == Arithmetic.DIV ? 1 : 0; i < 2; i++) {
                if (isNumber(x.input(i))) {
                    return i;
                }
            }
        }
        return -1;
    }

    private static boolean isNumber(Expr x) {
        return x.rank() == 0 && x.constant() != null;
    }

    private static Expr core(Expr x) {
        Expr bare = x.op() == Arithmetic.NEG ? x.input(0) : x;
        return number(bare) < 0 ? bare : bare.input(1 - number(bare));
    }

    private static double factor(Expr x) {
        if (x.op() == Arithmetic.NEG) {
            return -factor(x.input(0));
        }
        if (number(x) < 0) {
            return 1;
        }
        double number = x.input(number(x)).constant().scalar();
        return x.op() == Arithmetic.DIV ? 1 / number : number;
    }
}
