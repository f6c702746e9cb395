package adjoint.expr;

import adjoint.exact.Exact;
import adjoint.exact.Functions;
import adjoint.expr.Elementwise.Signature;
import adjoint.kernel.Compare32;
import adjoint.kernel.Compare64;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.IntPredicate;

/** Comparisons and truth values. None has a gradient. */
public final class Logic {
    public static final ElementwiseOp LT = compare("lt", "<", (a, b) -> a < b ? 1 : 0)
            .comparing(Compare64::lt, Compare32::lt)
            .exactly(ordered(order -> order < 0));
    public static final ElementwiseOp LE = compare("le", "<=", (a, b) -> a <= b ? 1 : 0)
            .comparing(Compare64::le, Compare32::le)
            .exactly(ordered(order -> order <= 0));
    public static final ElementwiseOp GT = compare("gt", ">", (a, b) -> a > b ? 1 : 0)
            .comparing(Compare64::gt, Compare32::gt)
            .exactly(ordered(order -> order > 0));
    public static final ElementwiseOp GE = compare("ge", ">=", (a, b) -> a >= b ? 1 : 0)
            .comparing(Compare64::ge, Compare32::ge)
            .exactly(ordered(order -> order >= 0));
    public static final ElementwiseOp EQ = compare("eq", "==", (a, b) -> a == b ? 1 : 0)
            .exchangeable()
            .comparing(Compare64::eq, Compare32::eq)
            .exactly(ordered(order -> order == 0));
    public static final ElementwiseOp NE = compare("ne", "!=", (a, b) -> a != b ? 1 : 0)
            .exchangeable()
            .comparing(Compare64::ne, Compare32::ne)
            .exactly((a, b) -> Functions.truth(a.isNaN() || b.isNaN() || a.compareTo(b) != 0));
    public static final ElementwiseOp IS_NAN = ElementwiseOp.of(
                    "isNaN", 1, Signature.COMPARE, x -> Double.isNaN(x[0]) ? 1 : 0, List.of())
            .alsoAt(Double.NaN)
            .agreeing("no gradient")
            .exactly(x -> Functions.truth(x.isNaN()));

    public static final ElementwiseOp AND = logical("and", "&", (a, b) -> a != 0 && b != 0 ? 1 : 0)
            .exchangeable()
            .exactly((a, b) -> a.min(b));
    public static final ElementwiseOp OR = logical("or", "|", (a, b) -> a != 0 || b != 0 ? 1 : 0)
            .exchangeable()
            .exactly((a, b) -> a.max(b));
    public static final ElementwiseOp XOR = logical("xor", "^", (a, b) -> a != b ? 1 : 0)
            .exchangeable()
            .exactly((a, b) -> Functions.truth(!a.equals(b)));
    public static final ElementwiseOp NOT = ElementwiseOp.of(
                    "not", 1, Signature.LOGICAL, x -> x[0] == 0 ? 1 : 0, List.of())
            .latex("\\lnot #1")
            .exactly(x -> Exact.ONE.minus(x));

    private Logic() {}

    private static ElementwiseOp compare(String name, String infix, DoubleBinaryOperator f) {
        return ElementwiseOp.of(name, 2, Signature.COMPARE, x -> f.applyAsDouble(x[0], x[1]), List.of())
                .infix(infix)
                .latex("\\left(#1 " + infix.replace("!=", "\\ne").replace("==", "=") + " #2\\right)")
                .alsoAt(0, 1)
                .agreeing("false with NaN, except ne");
    }

    /** A comparison of exact numbers, which is false with NaN. */
    private static BinaryOperator<Exact> ordered(IntPredicate order) {
        return (a, b) -> Functions.truth(!a.isNaN() && !b.isNaN() && order.test(a.compareTo(b)));
    }

    private static ElementwiseOp logical(String name, String infix, DoubleBinaryOperator f) {
        return ElementwiseOp.of(name, 2, Signature.LOGICAL, x -> f.applyAsDouble(x[0], x[1]), List.of())
                .infix(infix)
                .latex("\\left(#1 \\mathbin{\\text{" + name + "}} #2\\right)");
    }
}
