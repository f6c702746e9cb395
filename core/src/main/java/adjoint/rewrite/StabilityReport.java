package adjoint.rewrite;

import adjoint.expr.Arithmetic;
import adjoint.expr.Dot;
import adjoint.expr.Expr;
import adjoint.expr.Graph;
import adjoint.expr.Maths;
import adjoint.expr.Normalisation;
import adjoint.expr.Op;
import adjoint.expr.Power;
import adjoint.expr.Reduction;
import adjoint.expr.SourceLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Looks for what may still over- or underflow, cancel, or have an infinite gradient after all rules have been applied. */
public final class StabilityReport {
    private static final int TEXT = 160;
    private static final int PART = 60;
    private static final Set<Op> PROBABILITIES = Set.of(Maths.SIGMOID, Maths.ERF, Maths.ERFC, Maths.TANH);
    private static final Set<Op> LOG_PROBABILITIES = Set.of(Maths.SOFTPLUS, Maths.LOG_ERFC);
    private static final Set<Op> SCALED =
            Set.of(Arithmetic.NEG, Arithmetic.MUL, Arithmetic.DIV, Arithmetic.ADD, Arithmetic.SUB);

    /**
     * One dangerous place.
     *
     * @param node the expression
     * @param danger what can happen there
     * @param cure the rule that would help and what it would need, or what to write where no rule can know
     */
    public record Finding(Expr node, String danger, String cure) {
        /** The user's line. */
        public SourceLine site() {
            return node.site();
        }

        @Override
        public String toString() {
            return Graph.text(node, TEXT) + "\n    " + danger + "; " + cure + "\n    at " + site();
        }
    }

    private final RangeAnalysis facts = new RangeAnalysis();
    private final List<Finding> findings = new ArrayList<>();

    private StabilityReport() {}

    /** The dangerous places under some expressions, inputs before what uses them. */
    public static List<Finding> of(List<Expr> roots) {
        StabilityReport report = new StabilityReport();
        Graph.topological(roots).forEach(report::visit);
        return List.copyOf(report.findings);
    }

    private void visit(Expr node) {
        if (node.op() == Maths.LOG) {
            logarithm(node);
        } else if (node.op() == Maths.LOG1MEXP) {
            complement(node);
        } else if (node.op() == Arithmetic.DIV) {
            quotient(node);
        } else if (node.op() == Arithmetic.MUL) {
            product(node);
        } else if (node.op() == Arithmetic.SUB) {
            difference(node);
        } else if (node.op() == Arithmetic.SQRT) {
            root(node);
        }
    }

    /** The logarithm of a difference of probabilities, as log-diff-exp leaves it. */
    private void complement(Expr node) {
        Expr x = node.input(0);
        if ((x.op() == Arithmetic.SUB || x.op() == Arithmetic.ADD)
                && x.inputs().stream().allMatch(side -> isOf(side, LOG_PROBABILITIES))) {
            differenceOfProbabilities(node);
        }
    }

    private void differenceOfProbabilities(Expr node) {
        add(
                node,
                "the probabilities meet in the tails, where the logarithm of their difference is an ordinary number",
                "interval would need one function of two arguments, both with the same factor");
    }

    /** Whether an expression is one of some functions, perhaps negated, scaled or with something added. */
    private static boolean isOf(Expr x, Set<Op> functions) {
        return functions.contains(x.op())
                || SCALED.contains(x.op()) && x.inputs().stream().anyMatch(input -> functions.contains(input.op()));
    }

    private void logarithm(Expr node) {
        Expr x = node.input(0);
        if (x.op() == Arithmetic.SUB && x.inputs().stream().allMatch(side -> isOf(side, PROBABILITIES))) {
            differenceOfProbabilities(node);
        } else if (facts.exponential(x) || adds(x) || x.op() instanceof Reduction.Sum && adds(x.input(0))) {
            add(
                    node,
                    "the argument is made of exponentials, which over- or underflow where its logarithm does not",
                    wanting(x));
        } else if (x.op() instanceof Dot && x.inputs().stream().anyMatch(facts::exponential)) {
            add(
                    node,
                    "a matrix product of exponentials over- or underflows where its logarithm does not",
                    "no rule goes through dot: add the logarithms with broadcasting and take logSumExp");
        } else if ((x.op() == Arithmetic.CLIP || x.op() == Arithmetic.MAXIMUM)
                && x.inputs().stream().anyMatch(facts::exponential)) {
            add(
                    node,
                    "the bound hides an underflow, and the gradient beyond it is 0",
                    "leave the bound out, so that the log rules reach the exponential");
        } else if (complementOfSquare(x)) {
            add(node, "1 - x^2 cancels near 1 and -1", "write x.neg().log1p().add(x.log1p())");
        }
    }

    /** Whether an exponential is added to, or subtracted from, anything. */
    private boolean adds(Expr x) {
        return (x.op() == Arithmetic.ADD || x.op() == Arithmetic.SUB)
                && x.inputs().stream().anyMatch(facts::exponential);
    }

    /** What keeps the logarithm from going on through this expression: a rule, and what it would need. */
    private String wanting(Expr x) {
        if (x.op() == Arithmetic.ADD) {
            return "log-add-exp would need " + unsafe(x) + " to be known to be positive";
        }
        if (x.op() == Arithmetic.SUB) {
            return "log-diff-exp would need " + unsafe(x) + " to be known to be positive, and no strict compilation";
        }
        if (x.op() == Arithmetic.MUL || x.op() == Arithmetic.DIV) {
            String rule = x.op() == Arithmetic.MUL ? "log-of-product" : "log-of-quotient";
            return rule + " would need " + unsafe(x)
                    + " to be known not to be negative, and for any sign a compilation that is not strict";
        }
        if (x.op() == Arithmetic.WHERE) {
            return "log-of-where would need " + unsafe(x) + " to be known to be positive";
        }
        if (x.op() instanceof Reduction.Sum) {
            return "weighted-log-sum-exp would need every term to be a product with an exponential among its factors, not "
                    + Graph.text(x.input(0), PART);
        }
        return "the log rules go no further than " + x.op().label()
                + ", or are left out: move it outside the logarithm, or take the logarithm first";
    }

    /** The inputs of which nothing is known. */
    private String unsafe(Expr x) {
        List<String> unknown = x.inputs().stream()
                .filter(input -> input.dtype().isFloat() && !facts.loggable(input))
                .map(input -> Graph.text(input, PART))
                .toList();
        return unknown.isEmpty() ? "all parts" : String.join(" and ", unknown);
    }

    private void quotient(Expr node) {
        if (facts.exponential(node.input(0)) && facts.exponential(node.input(1))) {
            add(
                    node,
                    "infinity over infinity, or 0 over 0, where the quotient is an ordinary number",
                    "shares would need the sum of " + Graph.text(node.input(0), PART)
                            + " below the line, put back along its axes, and share-of-two a sum of two with it");
        }
    }

    private void product(Expr node) {
        for (int i = 0; i < 2; i++) {
            if (node.input(i).op() == Maths.EXP && vanishes(node.input(1 - i))) {
                add(
                        node,
                        "infinity times 0 where the product is an ordinary number",
                        "exp-times-exp would need " + Graph.text(node.input(1 - i), PART)
                                + " as the exponential of its logarithm: add the logarithms, then take exp");
            }
        }
    }

    private static boolean vanishes(Expr x) {
        return x.op() == Maths.ERFC || x.op() == Maths.SIGMOID || x.op() instanceof Normalisation.Softmax;
    }

    private void difference(Expr node) {
        Expr a = node.input(0);
        Expr b = node.input(1);
        if (facts.mayOverflow(a) && facts.mayOverflow(b)) {
            add(node, "infinity minus infinity, or a difference that cancels", "factor out the larger exponential");
        } else if (facts.exponential(b) && a.isConstant(1)) {
            add(
                    node,
                    "the difference from 1 cancels",
                    "expm1-reversed would need a bare exponential: write expm1, or the complement, as in x.neg().sigmoid()");
        } else if (isMoment(a) && isSquare(b)) {
            add(
                    node,
                    "a mean of squares less a square cancels",
                    "variance would need the square of the same mean, and no strict compilation: write x.var(axes)");
        }
    }

    private void root(Expr node) {
        Expr x = node.input(0);
        if (sumOfSquares(x) || isMoment(x)) {
            add(
                    node,
                    "the squares over- or underflow, and the gradient at 0 is NaN",
                    "norm would need one array squared and summed along axes: write x.norm(axes)");
        } else if (complementOfSquare(x)) {
            add(node, "1 - x^2 cancels near 1 and -1", "write x.rsub(1).mul(x.add(1)).sqrt()");
        }
    }

    private static boolean complementOfSquare(Expr x) {
        return x.op() == Arithmetic.SUB && x.input(0).isConstant(1) && isSquare(x.input(1));
    }

    /** As written, or as specialised. */
    private static boolean isSquare(Expr x) {
        return x.op() instanceof Power power && power.exponent() == 2
                || x.op() == Arithmetic.MUL && x.input(0) == x.input(1);
    }

    private static boolean sumOfSquares(Expr x) {
        return x.op() instanceof Reduction.Sum && isSquare(x.input(0))
                || x.op() == Arithmetic.ADD && x.inputs().stream().allMatch(StabilityReport::isSquare);
    }

    private static boolean isMoment(Expr x) {
        return x.op() == Arithmetic.DIV && sumOfSquares(x.input(0));
    }

    private void add(Expr node, String danger, String cure) {
        findings.add(new Finding(node, danger, cure));
    }
}
