package adjoint.rewrite;

import static adjoint.rewrite.Rule.rule;

import adjoint.expr.Arithmetic;
import adjoint.expr.Dot;
import adjoint.expr.Elementwise;
import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Layout;
import adjoint.expr.Maths;
import adjoint.expr.Power;
import adjoint.expr.Reduction;
import adjoint.expr.Slicing;
import adjoint.tensor.Axes;
import adjoint.tensor.Dim;
import adjoint.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Forms that run faster but hide what they mean. A bias after a product needs no rule, since a plan starts the product from
 * the bias; nor does an activation, since a plan applies it in the one pass over the product that also does all other
 * elementwise work up to the next instruction.
 */
final class SpecialiseRules {
    private SpecialiseRules() {}

    static List<Rule> rules() {
        return List.of(
                rule("square-as-product")
                        .in(Phase.SPECIALISE)
                        .rewrite(x -> x.square(), x -> x.mul(x))
                        .because("a product in place of a general power"),
                rule("gradient-of-tanh")
                        .in(Phase.SPECIALISE)
                        .when("g is a float", (facts, v) -> v[0].dtype().isFloat())
                        .rewrite((g, y) -> g.sub(g.mul(y.mul(y))), (g, y) -> Expr.of(Maths.TANH_GRAD, g, y))
                        .on(-1, 1)
                        .tagged(Tag.CHANGES_NAN)
                        .because("one pass in place of three, and 1 - y^2 is rounded but once"),
                rule("cube-as-product")
                        .in(Phase.SPECIALISE)
                        .rewrite(x -> x.pow(3), x -> x.mul(x).mul(x))
                        .because("products in place of a general power"),
                rule("power-as-products")
                        .in(Phase.SPECIALISE)
                        .function("x^4 -> (x * x) * (x * x)", (node, facts) -> asProducts(node), Power.class)
                        .when("the exponent is a whole number from 4 to 8, by squaring")
                        .example(1, x -> x[0].pow(4))
                        .example(1, x -> x[0].pow(5))
                        .example(1, x -> x[0].pow(6))
                        .example(1, x -> x[0].pow(7))
                        .example(1, x -> x[0].pow(8))
                        .because("a few products in place of a general power"),
                rule("sum-of-products-as-dot")
                        .in(Phase.SPECIALISE)
                        .function(
                                "sum[axis=1](expand[axis=2](x) * y) -> dot(x, y)",
                                (node, facts) -> asDot(node),
                                Reduction.Sum.class)
                        .when("the product has three axes, and each factor spans the summed one and one of the others")
                        .shaped(Shape.of(2, 3), Shape.of(3, 4), Shape.of(4, 3), Shape.of(3, 2))
                        .example(4, x -> x[0].expand(2).mul(x[1]).sum(1))
                        .example(4, x -> x[0].expand(1).mul(x[2]).sum(2))
                        .example(4, x -> x[1].expand(1).mul(x[3].expand(2)).sum(0))
                        .because("the products of all pairs of rows and columns are never written down"),
                rule("matrix-vector")
                        .in(Phase.SPECIALISE)
                        .function(
                                "sum[axis=1](x * y) -> squeeze[axis=1](dot[NT](x, y))",
                                (node, facts) -> matrixVector(node),
                                Reduction.Sum.class)
                        .when("x is a matrix that is not computed elementwise, and y spans the summed axis only")
                        .shaped(Shape.of(3, 4), Shape.of(4))
                        .example(2, x -> x[0].mul(x[1]).sum(1))
                        .example(2, x -> x[1].expand(0).mul(x[0]).sum(1))
                        .because(
                                "BLAS adds along rows faster; columns are added in the pass that multiplies, as they are"),
                rule("dot-of-one-term")
                        .in(Phase.SPECIALISE)
                        .function("dot(x, y) -> x * y", (node, facts) -> outer(node), Dot.class)
                        .when("x is a column and y is a row")
                        .shaped(Shape.of(3), Shape.of(4))
                        .example(2, x -> x[0].expand(1).dot(x[1].expand(0)))
                        .example(2, x -> Expr.of(new Dot(true, true), x[0].expand(0), x[1].expand(1)))
                        .because("an outer product adds nothing up, and as a product it is fused with what follows"),
                rule("transpose-into-dot")
                        .in(Phase.SPECIALISE)
                        .function("dot(transpose(x), y) -> dot[T](x, y)", (node, facts) -> intoDot(node), Dot.class)
                        .when("the last two axes are exchanged; for y likewise")
                        .example(2, x -> x[0].transpose().dot(x[1]))
                        .example(2, x -> x[0].dot(x[1].transpose()))
                        .because("the product reads a transposed factor at no cost"),
                rule("unslices-as-concat")
                        .in(Phase.SPECIALISE)
                        .function(
                                "unslice(x) + unslice(y) -> unslice(concat(x, y))",
                                (node, facts) -> sideBySide(node),
                                Arithmetic.ADD)
                        .when("one ends where the other begins; without the unslice where they leave nothing out")
                        .shaped(Shape.of(2, 3), Shape.of(2, 2))
                        .example(2, x -> unslice(x[0], 1, 6).add(unslice(x[1], 4, 6)))
                        .example(2, x -> unslice(x[0], 2, 5).add(unslice(x[1], 0, 5)))
                        .because("the adjoints of slices are put together in one pass, without zeros to add"));
    }

    private static Expr unslice(Expr x, int start, int size) {
        return Expr.of(new Slicing.Unslice(1, Dim.of(start), 1, Dim.of(size)), x);
    }

    private static Expr sideBySide(Expr node) {
        Expr joined = joined(node.input(0), node.input(1));
        return joined != null ? joined : joined(node.input(1), node.input(0));
    }

    /** The sum of two unslices of which the second begins where the first ends, or null if they are not such. */
    private static Expr joined(Expr first, Expr second) {
        if (!(first.op() instanceof Slicing.Unslice a)
                || !(second.op() instanceof Slicing.Unslice b)
                || a.axis() != b.axis()
                || a.step() != 1
                || b.step() != 1
                || !first.type().equals(second.type())
                || !a.start().plus(first.input(0).shape().dim(a.axis())).equals(b.start())) {
            return null;
        }
        List<Expr> parts = new ArrayList<>(parts(first.input(0), a.axis()));
        parts.addAll(parts(second.input(0), a.axis()));
        Expr all = Expressions.concat(a.axis(), parts.toArray(Expr[]::new));
        return all.type().equals(first.type()) ? all : Expr.of(a, all);
    }

    private static List<Expr> parts(Expr x, int axis) {
        return x.op().equals(new Slicing.Concat(axis)) ? x.inputs() : List.of(x);
    }

    private static Expr asProducts(Expr node) {
        double exponent = ((Power) node.op()).exponent();
        if (exponent < 4 || exponent > 8 || exponent != Math.rint(exponent)) {
            return null;
        }
        Expr power = node.input(0);
        int whole = (int) exponent;
        for (int bit = Integer.highestOneBit(whole) / 2; bit > 0; bit /= 2) {
            power = power.mul(power);
            power = (whole & bit) != 0 ? power.mul(node.input(0)) : power;
        }
        return power;
    }

    private static Expr asDot(Expr node) {
        Expr product = node.input(0);
        Axes over = ((Reduction.Sum) node.op()).axes();
        if (product.op() != Arithmetic.MUL
                || product.rank() != 3
                || over.count() != 1
                || !product.dtype().isFloat()) {
            return null;
        }
        int summed = over.toArray()[0];
        int row = summed == 0 ? 1 : 0;
        int column = 3 - summed - row;
        for (int first = 0; first < 2; first++) {
            Expr a = without(column, product, product.input(first));
            Expr b = without(row, product, product.input(1 - first));
            if (a != null && b != null) {
                return Expr.of(new Dot(summed < row, column < summed), a, b);
            }
        }
        return null;
    }

    /** A factor of a product of three axes as a matrix over all but one of them, or null if it is none. */
    private static Expr without(int axis, Expr product, Expr factor) {
        int missing = 3 - factor.rank();
        Shape matrix = product.shape().without(Axes.at(axis));
        if (missing == 1 && axis == 0) {
            return factor.shape().equals(matrix) ? factor : null;
        }
        boolean single = missing == 0 && factor.shape().dim(axis).isOne();
        return single && factor.shape().without(Axes.at(axis)).equals(matrix) ? factor.squeeze(axis) : null;
    }

    private static Expr matrixVector(Expr node) {
        Expr product = node.input(0);
        boolean rows = product.op() == Arithmetic.MUL
                && product.rank() == 2
                && product.dtype().isFloat()
                && ((Reduction.Sum) node.op()).axes().equals(Axes.at(1));
        for (int first = 0; rows && first < 2; first++) {
            Expr matrix = product.input(first);
            Expr vector = product.input(1 - first);
            boolean stored = matrix.shape().equals(product.shape()) && !(matrix.op() instanceof Elementwise);
            Expr row = vector.rank() == 1 ? vector.expand(0) : vector;
            if (stored && row.shape().equals(product.shape().with(0, Dim.ONE))) {
                return Expr.of(new Dot(false, true), matrix, row).squeeze(1);
            }
        }
        return null;
    }

    private static Expr outer(Expr node) {
        Dot dot = (Dot) node.op();
        Expr a = node.input(0);
        Expr b = node.input(1);
        int last = node.rank() - 1;
        if (!a.shape().dim(dot.ta() ? last - 1 : last).isOne()) {
            return null;
        }
        Expr column = dot.ta() ? a.squeeze(last - 1).expand(last) : a;
        Expr row = dot.tb() ? b.squeeze(last).expand(last - 1) : b;
        return column.mul(row);
    }

    private static Expr intoDot(Expr node) {
        Dot dot = (Dot) node.op();
        Expr a = node.input(0);
        Expr b = node.input(1);
        boolean ta = lastTwoExchanged(a);
        boolean tb = lastTwoExchanged(b);
        return ta || tb
                ? Expr.of(new Dot(dot.ta() ^ ta, dot.tb() ^ tb), ta ? a.input(0) : a, tb ? b.input(0) : b)
                : null;
    }

    private static boolean lastTwoExchanged(Expr x) {
        if (!(x.op() instanceof Layout.Transpose transpose)) {
            return false;
        }
        int rank = x.rank();
        for (int axis = 0; axis < rank; axis++) {
            int from = axis == rank - 1 ? rank - 2 : axis == rank - 2 ? rank - 1 : axis;
            if (transpose.order().get(axis) != from) {
                return false;
            }
        }
        return true;
    }
}
