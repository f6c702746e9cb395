package adjoint.expr;

import adjoint.expr.Elementwise.Signature;
import adjoint.kernel.Compare32;
import adjoint.kernel.Compare64;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/** Comparisons and truth values. None has a gradient. */
public final class Logic {
    public static final Stanza LT = compare("lt", "<", (a, b) -> a < b ? 1 : 0).comparing(Compare64::lt, Compare32::lt);
    public static final Stanza LE =
            compare("le", "<=", (a, b) -> a <= b ? 1 : 0).comparing(Compare64::le, Compare32::le);
    public static final Stanza GT = compare("gt", ">", (a, b) -> a > b ? 1 : 0).comparing(Compare64::gt, Compare32::gt);
    public static final Stanza GE =
            compare("ge", ">=", (a, b) -> a >= b ? 1 : 0).comparing(Compare64::ge, Compare32::ge);
    public static final Stanza EQ =
            compare("eq", "==", (a, b) -> a == b ? 1 : 0).exchangeable().comparing(Compare64::eq, Compare32::eq);
    public static final Stanza NE =
            compare("ne", "!=", (a, b) -> a != b ? 1 : 0).exchangeable().comparing(Compare64::ne, Compare32::ne);
    public static final Stanza IS_NAN = Stanza.of(
                    "isNaN", 1, Signature.COMPARE, x -> Double.isNaN(x[0]) ? 1 : 0, List.of())
            .alsoAt(Double.NaN)
            .agreeing("no gradient");

    public static final Stanza AND =
            logical("and", "&", (a, b) -> a != 0 && b != 0 ? 1 : 0).exchangeable();
    public static final Stanza OR =
            logical("or", "|", (a, b) -> a != 0 || b != 0 ? 1 : 0).exchangeable();
    public static final Stanza XOR =
            logical("xor", "^", (a, b) -> a != b ? 1 : 0).exchangeable();
    public static final Stanza NOT = Stanza.of("not", 1, Signature.LOGICAL, x -> x[0] == 0 ? 1 : 0, List.of())
            .latex("\\lnot #1");

    private Logic() {}

    private static Stanza compare(String name, String infix, DoubleBinaryOperator f) {
        return Stanza.of(name, 2, Signature.COMPARE, x -> f.applyAsDouble(x[0], x[1]), List.of())
                .infix(infix)
                .latex("\\left(#1 " + infix.replace("!=", "\\ne").replace("==", "=") + " #2\\right)")
                .alsoAt(0, 1)
                .agreeing("false with NaN, except ne");
    }

    private static Stanza logical(String name, String infix, DoubleBinaryOperator f) {
        return Stanza.of(name, 2, Signature.LOGICAL, x -> f.applyAsDouble(x[0], x[1]), List.of())
                .infix(infix)
                .latex("\\left(#1 \\mathbin{\\text{" + name + "}} #2\\right)");
    }
}
