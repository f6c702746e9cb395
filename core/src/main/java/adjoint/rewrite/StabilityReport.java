package adjoint.rewrite;

import adjoint.expr.Arithmetic;
import adjoint.expr.Dot;
import adjoint.expr.Expr;
import adjoint.expr.Graph;
import adjoint.expr.Maths;
import adjoint.expr.Power;
import adjoint.expr.Reduction;
import adjoint.expr.Site;
import java.util.ArrayList;
import java.util.List;

/** Looks for what may still over- or underflow, cancel, or have an infinite gradient after all rules have been applied. */
public final class StabilityReport {
    private static final int TEXT = 160;

    /**
     * One dangerous place.
     *
     * @param node the expression
     * @param danger what can happen there
     * @param cure what a rule would need to fire, or what to write in its place
     */
    public record Finding(Expr node, String danger, String cure) {
        /** The user's line. */
        public Site site() {
            return node.site();
        }

        @Override
        public String toString() {
            return Graph.text(node, TEXT) + "\n    " + danger + "; " + cure + "\n    at " + site();
        }
    }

    private final Facts facts = new Facts();
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
        } else if (node.op() == Arithmetic.DIV) {
            quotient(node);
        } else if (node.op() == Arithmetic.SUB) {
            difference(node);
        } else if (node.op() == Arithmetic.SQRT && sumOfSquares(node.input(0))) {
            add(node, "the squares over- or underflow, and the gradient at 0 is NaN", "write x.norm(axes)");
        }
    }

    private void logarithm(Expr node) {
        Expr x = node.input(0);
        if (facts.exponential(x)) {
            add(
                    node,
                    "the argument is made of exponentials, which over- or underflow where its logarithm does not",
                    "the log rules need a product, quotient, power or sum whose terms are all positive");
        } else if (x.op() instanceof Dot && x.inputs().stream().anyMatch(facts::exponential)) {
            add(
                    node,
                    "a matrix product of exponentials over- or underflows where its logarithm does not",
                    "no rule goes through dot: add the logarithms with broadcasting and take logSumExp");
        } else if (x.op() == Arithmetic.CLIP || x.op() == Arithmetic.MAXIMUM) {
            if (x.inputs().stream().anyMatch(facts::exponential)) {
                add(
                        node,
                        "the bound hides an underflow, and the gradient beyond it is 0",
                        "leave the bound out, so that the log rules reach the exponential");
            }
        }
    }

    private void quotient(Expr node) {
        if (facts.exponential(node.input(0)) && facts.exponential(node.input(1))) {
            add(
                    node,
                    "infinity over infinity, or 0 over 0, where the quotient is an ordinary number",
                    "the softmax rules need the sum of the numerator below the line, put back along its axes");
        }
    }

    private void difference(Expr node) {
        Expr a = node.input(0);
        Expr b = node.input(1);
        if (facts.exponential(a) && facts.exponential(b)) {
            add(node, "infinity minus infinity, or a difference that cancels", "factor out the larger exponential");
        } else if (facts.exponential(b) && a.isConstant(1)) {
            add(node, "the difference from 1 cancels", "write expm1, or the complement, as in x.neg().sigmoid()");
        } else if (meanOfSquares(a) && isSquare(b)) {
            add(node, "a mean of squares less a square cancels", "write x.var(axes)");
        }
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

    private static boolean meanOfSquares(Expr x) {
        return x.op() == Arithmetic.DIV && sumOfSquares(x.input(0));
    }

    private void add(Expr node, String danger, String cure) {
        findings.add(new Finding(node, danger, cure));
    }
}
