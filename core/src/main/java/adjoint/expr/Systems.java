package adjoint.expr;

import adjoint.kernel.Lapack;
import adjoint.tensor.Shape;
import adjoint.tensor.Tensor;
import adjoint.tensor.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Systems of linear equations, inverses and determinants of square matrices on the last two axes. Derivatives after Giles,
 * An extended collection of matrix derivative results, 2008.
 *
 * <p>They come in two levels. {@link Solve}, {@link Inverse} and {@link Determinant} are what users write and what rules and
 * derivatives see. Before a graph runs, each becomes its {@linkplain Op#define meaning} by the factors {@link LuFactors.Lu}, so that all
 * that is asked of one matrix shares one factorisation.
 */
public final class Systems {
    private Systems() {}

    static List<Sample> samples() {
        Tensor one = Tensor.over(new double[] {1, 4, 0.5, -3, 1, -1, 0.5, -1, 2}, 3, 3);
        Tensor batch = Tensor.over(new double[] {2, -1, -3, 3, 1, 2, 0.25, 5}, 2, 2, 2);
        Tensor singular = Tensor.over(new double[] {1, 2, 2, 4}, 2, 2);
        return List.of(
                Sample.of(new Solve(false)).at(one).on(-2, 2, 3, "m"),
                Sample.of(new Solve(true)).at(batch).on(-2, 2, 2, 2, "n"),
                Sample.of(new Solve(false)).at(singular).on(-2, 2, 2, "m").valuesOnly(),
                Sample.of(new Inverse()).at(one),
                Sample.of(new Inverse()).at(batch),
                Sample.of(new Determinant(Determinant.Part.VALUE)).at(one),
                Sample.of(new Determinant(Determinant.Part.VALUE)).at(batch),
                Sample.of(new Determinant(Determinant.Part.LOG_ABS)).at(batch),
                Sample.of(new Determinant(Determinant.Part.LOG)).at(batch),
                Sample.of(new Determinant(Determinant.Part.SIGN)).at(batch),
                Sample.of(new Determinant(Determinant.Part.LOG_ABS))
                        .at(singular)
                        .valuesOnly());
    }

    /** The factors of a matrix, and solutions by them; scratch of an op that needs both at once. */
    private static final class Factored {
        private final Lapack lapack = new Lapack();
        private final int n;
        private final int[] exchanged;
        private boolean finite;

        Factored(int n) {
            this.n = n;
            exchanged = new int[n];
        }

        /** Replaces a matrix by its factors. */
        void factor(double[] a) {
            finite = Lapack.isFinite(a, n * n);
            if (finite) {
                lapack.lu(a, n, exchanged);
            }
        }

        void solve(double[] factors, boolean transposed, double[] b, int m) {
            if (finite) {
                LuFactors.LuSolve.solve(lapack, factors, exchanged, n, transposed, b, m);
            } else {
                Arrays.fill(b, Double.NaN);
            }
        }
    }

    /**
     * The solution X of A X = B, or of A' X = B: A is [n, n] and B is [n, m].
     *
     * @param transposed whether A is read transposed
     */
    public record Solve(boolean transposed) implements MatrixOp {
        @Override
        public String name() {
            return "solve";
        }

        @Override
        public String label() {
            return name() + (transposed ? "[transposed]" : "");
        }

        @Override
        public String convention() {
            return "all NaN where the matrix is singular or an element of it is not finite";
        }

        @Override
        public int cost() {
            return 10;
        }

        @Override
        public Type infer(List<Type> in) {
            Op.takes(2, in);
            return MatrixOp.rightHandSide(MatrixOp.square(in.get(0)), in.get(1));
        }

        @Override
        public Step step(Tensor[] in) {
            int m = MatrixOp.columns(in[1]);
            Factored factored = new Factored(MatrixOp.rows(in[1]));
            return (x, y) -> {
                factored.factor(x[0]);
                System.arraycopy(x[1], 0, y, 0, y.length);
                factored.solve(x[0], transposed, y, m);
            };
        }

        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            Expr onB = Expr.of(new Solve(!transposed), x.get(0), g);
            return List.of(
                    MatrixOp.product(transposed ? y : onB, false, transposed ? onB : y, true)
                            .neg(),
                    onB);
        }

        @Override
        public Optional<Expr> define(List<Expr> x) {
            return Optional.of(
                    Expr.of(new LuFactors.LuSolve(transposed), Expr.of(new LuFactors.Lu(), x.get(0)), x.get(1)));
        }
    }

    /** The inverse of a square matrix. */
    public record Inverse() implements MatrixOp {
        @Override
        public String name() {
            return "inverse";
        }

        @Override
        public String convention() {
            return "all NaN where the matrix is singular or an element of it is not finite";
        }

        @Override
        public int cost() {
            return 20;
        }

        @Override
        public Type infer(List<Type> in) {
            Op.takes(1, in);
            return MatrixOp.square(in.get(0));
        }

        @Override
        public Step step(Tensor[] in) {
            int n = MatrixOp.rows(in[0]);
            Factored factored = new Factored(n);
            return (x, y) -> {
                factored.factor(x[0]);
                Arrays.fill(y, 0);
                for (int i = 0; i < n; i++) {
                    y[i * n + i] = 1;
                }
                factored.solve(x[0], false, y, n);
            };
        }

        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            Expr left = MatrixOp.product(y, true, g, false);
            return List.of(MatrixOp.product(left, false, y, true).neg());
        }

        @Override
        public Optional<Expr> define(List<Expr> x) {
            Expr factors = Expr.of(new LuFactors.Lu(), x.get(0));
            return Optional.of(Expr.of(new LuFactors.LuSolve(false), factors, MatrixOp.identity(x.get(0))));
        }

        @Override
        public String latex(List<String> in) {
            return "{" + in.get(0) + "}^{-1}";
        }
    }

    /**
     * The determinant, or a part of it that does not over- or underflow; the last two axes disappear.
     *
     * @param part which
     */
    public record Determinant(Part part) implements MatrixOp {
        /** The determinant, its logarithm, the logarithm of its magnitude, or its sign: -1, 0 or 1. */
        public enum Part {
            VALUE("det"),
            LOG("logDet"),
            LOG_ABS("logAbsDet"),
            SIGN("signDet");

            private final String word;

            Part(String word) {
                this.word = word;
            }
        }

        @Override
        public String name() {
            return part.word;
        }

        @Override
        public String convention() {
            return switch (part) {
                case VALUE -> "NaN where an element is not finite; gradient NaN where singular";
                case LOG ->
                    "NaN where the determinant is negative or an element is not finite, with a gradient all the"
                            + " same; -infinity where singular, with gradient NaN";
                case LOG_ABS -> "-infinity where singular, with gradient NaN; NaN where an element is not finite";
                case SIGN -> "0 where singular; gradient 0";
            };
        }

        /** Above that of its meaning, in which the factors stand several times. */
        @Override
        public int cost() {
            return 100;
        }

        @Override
        public Type infer(List<Type> in) {
            Op.takes(1, in);
            Type a = MatrixOp.square(in.get(0));
            return a.with(new Shape(a.shape().dims().subList(0, a.rank() - 2)));
        }

        @Override
        public Step step(Tensor[] in) {
            int n = MatrixOp.rows(in[0]);
            Factored factored = new Factored(n);
            return (x, y) -> {
                factored.factor(x[0]);
                y[0] = factored.finite ? of(x[0], factored.exchanged, n) : Double.NaN;
            };
        }

        private double of(double[] factors, int[] exchanged, int n) {
            double value = 1;
            double logAbs = 0;
            double sign = 1;
            for (int i = 0; i < n; i++) {
                double diagonal = exchanged[i] == i + 1 ? factors[i * n + i] : -factors[i * n + i];
                value *= diagonal;
                logAbs += Math.log(Math.abs(diagonal));
                sign *= Math.signum(diagonal);
            }
            return switch (part) {
                case VALUE -> value;
                case LOG -> sign < 0 ? Double.NaN : logAbs;
                case LOG_ABS -> logAbs;
                case SIGN -> sign;
            };
        }

        /** g inv(A') det(A), or g inv(A'). */
        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            if (part == Part.SIGN) {
                return List.of(x.get(0).zeros());
            }
            Expr factor = part == Part.VALUE ? g.mul(y) : g;
            return List.of(factor.expand(-1)
                    .expand(-1)
                    .mul(Expr.of(new Inverse(), x.get(0)).matrixTranspose()));
        }

        @Override
        public Optional<Expr> define(List<Expr> x) {
            Expr factors = Expr.of(new LuFactors.Lu(), x.get(0));
            Expr diagonal = LuFactors.Lu.factors(factors).diagonal().mul(LuFactors.Lu.signs(factors));
            Expr sign = diagonal.sign().prod(-1);
            return Optional.of(
                    switch (part) {
                        case VALUE -> diagonal.prod(-1);
                        // A root tells -1 apart as a logarithm would, which rules take into products.
                        case LOG ->
                            diagonal.abs().log().sum(-1).add(Expressions.where(sign.lt(0), sign.sqrt(), sign.zeros()));
                        case LOG_ABS -> diagonal.abs().log().sum(-1);
                        case SIGN -> sign;
                    });
        }
    }
}
