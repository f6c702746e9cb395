package adjoint.rewrite;

import static adjoint.rewrite.Rule.rule;
import static adjoint.rewrite.Tag.CONSTANTS;

import adjoint.expr.Arithmetic;
import adjoint.expr.Elementwise;
import adjoint.expr.Expr;
import adjoint.expr.Interpreter;
import adjoint.expr.Layout;
import adjoint.expr.Reduction;
import adjoint.expr.T;
import adjoint.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;

/** Constants are worked out once, and gathered where sums and products keep them apart. */
final class ConstantRules {
    /** Larger results are not stored in the graph. */
    private static final int LARGEST = 64;

    private ConstantRules() {}

    static List<Rule> rules() {
        return List.of(
                rule("fold")
                        .tagged(CONSTANTS)
                        .function(
                                "f(c, ...) -> value",
                                (node, facts) -> folded(node),
                                Elementwise.class,
                                Reduction.class,
                                Layout.class)
                        .when("every input is a small constant")
                        .example(1, x -> x[0].mul(x[0].ones().add(2).log()))
                        .because("the value is the same at every call"),
                gather("gather-add-add", (x, c) -> x.add(c).add(2), "(x + c) + d -> x + (c + d)"),
                gather("gather-add-sub", (x, c) -> x.add(c).sub(2), "(x + c) - d -> x + (c - d)"),
                gather("gather-sub-add", (x, c) -> x.sub(c).add(2), "(x - c) + d -> x - (c - d)"),
                gather("gather-sub-sub", (x, c) -> x.sub(c).sub(2), "(x - c) - d -> x - (c + d)"),
                gather("gather-from-add", (x, c) -> c.sub(x).add(2), "(c - x) + d -> (c + d) - x"),
                gather("gather-from-sub", (x, c) -> c.sub(x).sub(2), "(c - x) - d -> (c - d) - x"),
                gather("gather-mul-mul", (x, c) -> x.mul(c).mul(2), "(x * c) * d -> x * (c * d)"),
                gather("gather-mul-div", (x, c) -> x.mul(c).div(2), "(x * c) / d -> x * (c / d)"),
                gather("gather-div-mul", (x, c) -> x.div(c).mul(2), "(x / c) * d -> x * (d / c)"),
                gather("gather-div-div", (x, c) -> x.div(c).div(2), "(x / c) / d -> x / (c * d)"),
                gather("gather-neg-mul", (x, c) -> x.mul(c).neg(), "-(x * c) -> x * -c"),
                gather("gather-neg-div", (x, c) -> c.div(x).neg(), "-(c / x) -> -c / x"));
    }

    private static Rule gather(String name, BinaryOperator<Expr> left, String formula) {
        Object root = Rule.key(left.apply(T.scalar("x"), T.constant(3)).op());
        return rule(name)
                .tagged(CONSTANTS)
                .on(0.5, 2)
                .function(formula, (node, facts) -> gathered(name, node), root)
                .when("c and d are constants, and so is what they make: finite and not 0")
                .example(1, x -> left.apply(x[0], T.constant(3, x[0].dtype())))
                .because("one operation in place of two");
    }

    /** A node of constants as one constant, worked out by the reference. */
    private static Expr folded(Expr node) {
        if (node.inputs().isEmpty() || !node.shape().isKnown()) {
            return null;
        }
        for (Expr input : node.inputs()) {
            if (input.constant() == null) {
                return null;
            }
        }
        if (Tensor.sizeOf(node.shape().evaluate(Map.of())) > LARGEST) {
            return null;
        }
        return T.constant(
                Interpreter.evaluate(List.of(node), Map.of(), Map.of()).get(0));
    }

    /** The two constants and the variable of a nested sum or product, put together in the way that the name says. */
    private static Expr gathered(String name, Expr node) {
        boolean negation = node.op() == Arithmetic.NEG;
        Expr inner = negation || constantAt(node, 1) ? node.input(0) : constantAt(node, 0) ? node.input(1) : null;
        if (inner == null
                || inner.inputs().size() != 2
                || node.op() == Arithmetic.SUB && inner == node.input(1)
                || node.op() == Arithmetic.DIV && inner == node.input(1)) {
            return null;
        }
        Expr d = negation ? null : inner == node.input(0) ? node.input(1) : node.input(0);
        boolean right = constantAt(inner, 1);
        if (!right && !constantAt(inner, 0)) {
            return null;
        }
        Expr c = inner.input(right ? 1 : 0);
        Expr x = inner.input(right ? 0 : 1);
        boolean add = inner.op() == Arithmetic.ADD;
        boolean mul = inner.op() == Arithmetic.MUL;
        boolean sub = inner.op() == Arithmetic.SUB;
        boolean div = inner.op() == Arithmetic.DIV;
        return switch (name) {
            case "gather-add-add" -> add ? x.add(c.add(d)) : null;
            case "gather-add-sub" -> add ? x.add(c.sub(d)) : null;
            case "gather-sub-add" -> sub && right ? x.sub(c.sub(d)) : null;
            case "gather-sub-sub" -> sub && right ? x.sub(c.add(d)) : null;
            case "gather-from-add" -> sub && !right ? c.add(d).sub(x) : null;
            case "gather-from-sub" -> sub && !right ? c.sub(d).sub(x) : null;
            case "gather-mul-mul" -> mul ? scaled(x, c.mul(d), true) : null;
            case "gather-mul-div" -> mul ? scaled(x, c.div(d), true) : null;
            case "gather-div-mul" -> div && right ? scaled(x, d.div(c), true) : null;
            case "gather-div-div" -> div && right ? scaled(x, c.mul(d), false) : null;
            case "gather-neg-mul" -> mul ? x.mul(c.neg()) : null;
            case "gather-neg-div" -> div && !right ? c.neg().div(x) : div ? x.div(c.neg()) : null;
            default -> throw new IllegalArgumentException("no gathering named " + name);
        };
    }

    private static boolean constantAt(Expr node, int input) {
        return node.inputs().size() == 2 && node.input(input).constant() != null;
    }

    /** x times or over a factor made of constants, if that neither overflows nor underflows. */
    private static Expr scaled(Expr x, Expr factor, boolean times) {
        Expr value = folded(factor);
        if (value == null) {
            return null;
        }
        double least = x.dtype() == adjoint.tensor.DType.FLOAT32 ? Float.MIN_NORMAL : Double.MIN_NORMAL;
        for (int i = 0; i < value.constant().size(); i++) {
            double size = Math.abs(value.constant().get(i));
            if (!(size >= least && size < Double.POSITIVE_INFINITY)) {
                return null;
            }
        }
        return times ? x.mul(value) : x.div(value);
    }
}
