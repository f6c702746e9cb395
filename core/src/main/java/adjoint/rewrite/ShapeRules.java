package adjoint.rewrite;

import static adjoint.rewrite.Rule.rule;
import static adjoint.rewrite.Tag.SHAPES;

import adjoint.expr.Arithmetic;
import adjoint.expr.Elementwise;
import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Layout;
import adjoint.expr.Leaf;
import adjoint.expr.Reduction;
import adjoint.expr.Slicing;
import adjoint.tensor.Axes;
import adjoint.tensor.Dim;
import adjoint.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Shape operations that do nothing, or two of which make one; and sums that can be taken of less. */
final class ShapeRules {
    private ShapeRules() {}

    static List<Rule> rules() {
        return List.of(
                rule("view-of-nothing")
                        .tagged(SHAPES)
                        .function(
                                "f(x) -> x",
                                (node, facts) ->
                                        node.shape().equals(node.input(0).shape()) ? node.input(0) : null,
                                Layout.View.class,
                                Layout.BroadcastTo.class)
                        .when("f reshapes or broadcasts x to the shape it has")
                        .example(1, x -> Expr.of(new Layout.Reshape(x[0].shape()), x[0]))
                        .example(1, x -> Expr.of(new Layout.BroadcastTo(x[0].shape()), x[0]))
                        .because("nothing to do"),
                rule("view-of-view")
                        .tagged(SHAPES)
                        .function("f(g(x)) -> h(x)", (node, facts) -> viewOfView(node), Layout.View.class)
                        .when("f and g reshape, expand or squeeze")
                        .example(1, x -> x[0].reshape(3, 2).flatten())
                        .example(1, x -> x[0].expand(0).expand(3))
                        .example(1, x -> x[0].expand(1).squeeze(1))
                        .because("one change of shape in place of two"),
                rule("reshape-adds-ones")
                        .tagged(SHAPES)
                        .function("reshape(x) -> expand(x)", (node, facts) -> asExpand(node), Layout.Reshape.class)
                        .when("the reshape only puts axes of size 1 in")
                        .example(1, x -> x[0].reshape(2, 1, 3))
                        .because("one normal form, so that other rules see where a reduced axis was put back"),
                rule("transpose-of-transpose")
                        .tagged(SHAPES)
                        .function(
                                "transpose(transpose(x)) -> transpose(x)",
                                (node, facts) -> transposeOfTranspose(node),
                                Layout.Transpose.class)
                        .example(1, x -> x[0].transpose().transpose())
                        .example(1, x -> x[0].expand(0).transpose(1, 2, 0).transpose(2, 1, 0))
                        .because("one permutation in place of two"),
                rule("broadcast-of-broadcast")
                        .tagged(SHAPES)
                        .open(
                                1,
                                (x, b) -> b.broadcastTo(b.broadcastTo(x[0], "s"), "t"),
                                (x, b) -> b.broadcastTo(x[0], "t"))
                        .example(1, x -> x[0].broadcastTo(Shape.of(4, 2, 3)).broadcastTo(Shape.of(5, 4, 2, 3)))
                        .because("one pass over the elements in place of two"),
                rule("broadcast-in-elementwise")
                        .tagged(SHAPES)
                        .function(
                                "f(broadcastTo(x), y) -> f(x, y)",
                                (node, facts) -> withoutBroadcast(node),
                                Elementwise.class)
                        .when("the result keeps its shape; f(expand(x), y) likewise where the new axes come first")
                        .example(
                                2,
                                x -> x[0].sum(1)
                                        .expand(1)
                                        .broadcastTo(Shape.of(2, 3))
                                        .add(x[1]))
                        .example(2, x -> x[0].sum(0).expand(0).mul(x[1]))
                        .because("elementwise operations broadcast by themselves"),
                rule("elementwise-of-broadcasts")
                        .tagged(SHAPES)
                        .function("f(g(x), g(y)) -> g(f(x, y))", (node, facts) -> outOfShapes(node), Elementwise.class)
                        .when(
                                "g reshapes, expands, squeezes, broadcasts or transposes, and x and y have one shape or are scalars")
                        .example(2, x -> x[0].sum(1).expand(1).add(x[1].sum(1).expand(1)))
                        .example(2, x -> x[0].transpose().mul(x[1].transpose()))
                        .because("fewer elements, or fewer moves"),
                rule("slice-of-everything")
                        .tagged(SHAPES)
                        .function("slice(x) -> x", (node, facts) -> wholeSlice(node), Slicing.Slice.class)
                        .when("the slice takes the whole axis")
                        .example(1, x -> x[0].slice(1, 0, 3))
                        .because("nothing to do"),
                rule("slice-of-slice")
                        .tagged(SHAPES)
                        .function(
                                "slice(slice(x)) -> slice(x)", (node, facts) -> sliceOfSlice(node), Slicing.Slice.class)
                        .when("both take from one axis")
                        .example(1, x -> x[0].slice(1, 0, 3).slice(1, 1, 3).slice(1, 1, 2))
                        .example(1, x -> x[0].slice(1, 2, -1, -1).slice(1, 1, 3))
                        .example(1, x -> x[0].flatten().slice(0, 1, 6, 2).slice(0, 2, -1, -2))
                        .because("one copy in place of two"),
                rule("sum-of-sum")
                        .tagged(SHAPES)
                        .function("sum(sum(x)) -> sum(x)", (node, facts) -> sumOfSum(node), Reduction.Sum.class)
                        .example(1, x -> x[0].sum(1).sum())
                        .example(1, x -> x[0].expand(0).sum(1).sum(0))
                        .because("one pass in place of two"),
                rule("sum-of-broadcast")
                        .tagged(SHAPES)
                        .function(
                                "sum(broadcastTo(x)) -> sum(x) * count",
                                (node, facts) -> sumOfBroadcast(node),
                                Reduction.Sum.class)
                        .when("x is a float")
                        .example(
                                1,
                                x -> x[0].sum(1)
                                        .expand(1)
                                        .broadcastTo(Shape.of(2, 5))
                                        .sum(1))
                        .example(1, x -> x[0].broadcastTo(Shape.of(4, 2, 3)).sum())
                        .because("equal terms are counted, not added"),
                rule("sum-of-nothing")
                        .tagged(SHAPES)
                        .function(
                                "sum(x) -> squeeze(x)",
                                (node, facts) -> sumOfOnes(node),
                                Reduction.Sum.class,
                                Reduction.Prod.class,
                                Reduction.Max.class,
                                Reduction.Min.class)
                        .when("all reduced axes have size 1; product, maximum and minimum likewise")
                        .example(1, x -> x[0].expand(1).sum(1))
                        .because("nothing to add"),
                rule("sum-of-neg")
                        .along((x, a) -> x.neg().sum(a), (x, a) -> x.sum(a).neg())
                        .because("one negation for each sum in place of one for each term"),
                rule("sum-of-scaled")
                        .tagged(Tag.CHANGES_NAN)
                        .function("sum(x * c) -> sum(x) * c", (node, facts) -> sumOfScaled(node), Reduction.Sum.class)
                        .when("c is the same along the summed axes; x / c likewise, if c is not a size, which may be 0")
                        .example(2, x -> x[0].mul(x[1].sum()).sum(1))
                        .example(2, x -> x[0].div(x[1].sum()).sum())
                        .example(2, x -> x[0].mul(x[1].sum(1).expand(1)).sum(1))
                        .example(2, x -> x[0].mul(x[1].sum(0)).sum(0))
                        .on(0.5, 2)
                        .because("one product for each sum in place of one for each term"),
                rule("sum-of-moved")
                        .tagged(SHAPES)
                        .function("sum(f(x)) -> sum(x)", (node, facts) -> sumOfMoved(node), Reduction.Sum.class)
                        .when("all axes are summed, and f reshapes or transposes")
                        .example(1, x -> x[0].reshape(3, 2).sum())
                        .example(1, x -> x[0].transpose().sum())
                        .because("a sum over everything does not see the order"));
    }

    private static Expr viewOfView(Expr node) {
        Expr inner = node.input(0);
        if (!(inner.op() instanceof Layout.View)) {
            return null;
        }
        Expr x = inner.input(0);
        if (node.op() instanceof Layout.Expand outer && inner.op() instanceof Layout.Expand first) {
            List<Integer> axes = new ArrayList<>(axes(outer.axes()));
            int[] kept = IntStream.range(0, node.rank())
                    .filter(axis -> !outer.axes().contains(axis))
                    .toArray();
            axes(first.axes()).forEach(axis -> axes.add(kept[axis]));
            return x.expand(Axes.at(axes.stream().mapToInt(Integer::intValue).toArray()));
        }
        return x.reshape(node.shape());
    }

    private static List<Integer> axes(Axes axes) {
        return IntStream.of(axes.toArray()).boxed().toList();
    }

    private static Expr asExpand(Expr node) {
        List<Integer> ones = new ArrayList<>();
        Shape from = node.input(0).shape();
        int at = 0;
        for (int axis = 0; axis < node.rank(); axis++) {
            Dim dim = node.shape().dim(axis);
            if (at < from.rank() && from.dim(at).equals(dim)) {
                at++;
            } else if (dim.isOne()) {
                ones.add(axis);
            } else {
                return null;
            }
        }
        return at < from.rank() || ones.isEmpty()
                ? null
                : node.input(0)
                        .expand(Axes.at(
                                ones.stream().mapToInt(Integer::intValue).toArray()));
    }

    private static Expr transposeOfTranspose(Expr node) {
        if (!(node.input(0).op() instanceof Layout.Transpose inner)) {
            return null;
        }
        List<Integer> outer = ((Layout.Transpose) node.op()).order();
        return node.input(0)
                .input(0)
                .transpose(
                        outer.stream().mapToInt(axis -> inner.order().get(axis)).toArray());
    }

    private static Expr withoutBroadcast(Expr node) {
        for (int i = 0; i < node.inputs().size(); i++) {
            Expr input = node.input(i);
            boolean loose = input.op() instanceof Layout.BroadcastTo
                    || input.op() instanceof Layout.Expand expand && leading(expand.axes());
            if (loose) {
                List<Expr> inputs = new ArrayList<>(node.inputs());
                inputs.set(i, input.input(0));
                Shape shape = Shape.SCALAR;
                for (Expr each : inputs) {
                    shape = shape.broadcast(each.shape());
                }
                if (shape.equals(node.shape())) {
                    return Expr.of(node.op(), inputs);
                }
            }
        }
        return null;
    }

    private static boolean leading(Axes axes) {
        return axes.count() > 0 && axes.toArray()[axes.count() - 1] == axes.count() - 1;
    }

    private static Expr outOfShapes(Expr node) {
        Expr first = null;
        int moved = 0;
        for (int i = 0; i < node.inputs().size(); i++) {
            Expr input = node.input(i);
            if (moves(input) && (first == null || first.op().equals(input.op()) && sameShape(first, input))) {
                first = input;
                moved++;
            } else if (input.rank() != 0) {
                return null;
            }
        }
        if (first == null || moved < 2 && !(first.op() instanceof Layout.BroadcastTo)) {
            return null;
        }
        Expr model = first;
        List<Expr> inputs = node.inputs().stream()
                .map(input -> input.op().equals(model.op()) && sameShape(model, input) ? input.input(0) : input)
                .toList();
        return Expr.of(model.op(), Expr.of(node.op(), inputs));
    }

    private static boolean moves(Expr input) {
        return input.op() instanceof Layout.View
                || input.op() instanceof Layout.BroadcastTo
                || input.op() instanceof Layout.Transpose;
    }

    private static boolean sameShape(Expr a, Expr b) {
        return a.input(0).shape().equals(b.input(0).shape());
    }

    private static Expr wholeSlice(Expr node) {
        Slicing.Slice slice = (Slicing.Slice) node.op();
        boolean whole = slice.step() == 1
                && slice.start().equals(Dim.of(0))
                && slice.count().equals(node.input(0).shape().dim(slice.axis()));
        return whole ? node.input(0) : null;
    }

    private static Expr sliceOfSlice(Expr node) {
        Slicing.Slice outer = (Slicing.Slice) node.op();
        if (!(node.input(0).op() instanceof Slicing.Slice inner) || inner.axis() != outer.axis()) {
            return null;
        }
        Dim steps = outer.start().times(Dim.of(Math.abs(inner.step())));
        Dim start = inner.step() > 0 ? inner.start().plus(steps) : inner.start().minus(steps);
        return Expr.of(
                new Slicing.Slice(outer.axis(), start, inner.step() * outer.step(), outer.count()),
                node.input(0).input(0));
    }

    private static Expr sumOfSum(Expr node) {
        if (!(node.input(0).op() instanceof Reduction.Sum inner)) {
            return null;
        }
        Expr x = node.input(0).input(0);
        int[] kept = IntStream.range(0, x.rank())
                .filter(axis -> !inner.axes().contains(axis))
                .toArray();
        int[] outer = IntStream.of(((Reduction.Sum) node.op()).axes().toArray())
                .map(axis -> kept[axis])
                .toArray();
        return x.sum(Axes.at(
                IntStream.concat(IntStream.of(outer), IntStream.of(inner.axes().toArray()))
                        .toArray()));
    }

    private static Expr sumOfBroadcast(Expr node) {
        if (!(node.input(0).op() instanceof Layout.BroadcastTo) || !node.dtype().isFloat()) {
            return null;
        }
        Expr wide = node.input(0);
        Expr x = wide.input(0);
        Axes over = ((Reduction.Sum) node.op()).axes();
        int extra = wide.rank() - x.rank();
        Dim count = Dim.ONE;
        List<Integer> squeezed = new ArrayList<>();
        List<Integer> summed = new ArrayList<>();
        for (int axis : over.toArray()) {
            boolean missing = axis < extra;
            if (missing || x.shape().dim(axis - extra).isOne()) {
                count = count.times(wide.shape().dim(axis));
            }
            if (!missing) {
                (x.shape().dim(axis - extra).isOne() ? squeezed : summed).add(axis - extra);
            }
        }
        if (count.isOne()) {
            return null;
        }
        squeezed.addAll(summed);
        Expr sum = squeezed.isEmpty()
                ? x
                : x.sum(Axes.at(squeezed.stream().mapToInt(Integer::intValue).toArray()));
        return sum.mul(Expressions.size(count, node.dtype()));
    }

    private static Expr sumOfOnes(Expr node) {
        Axes over = ((Reduction) node.op()).axes();
        boolean ones = IntStream.of(over.toArray())
                .allMatch(axis -> node.input(0).shape().dim(axis).isOne());
        return ones ? node.input(0).reshape(node.shape()) : null;
    }

    private static Expr sumOfScaled(Expr node) {
        Expr product = node.input(0);
        Axes over = ((Reduction.Sum) node.op()).axes();
        boolean times = product.op() == Arithmetic.MUL;
        if (!times && product.op() != Arithmetic.DIV || over.count() == 0) {
            return null;
        }
        for (int scalar = times ? 0 : 1; scalar < 2; scalar++) {
            Expr c = product.input(scalar);
            Expr x = product.input(1 - scalar);
            if (!times && c.op() instanceof Leaf.OfSizes) {
                return null; // a size may be 0, and a sum of nothing is 0
            }
            Expr common = x.rank() == product.rank() ? squeezed(c, product.rank(), over) : null;
            if (common != null) {
                return times ? x.sum(over).mul(common) : x.sum(over).div(common);
            }
        }
        return null;
    }

    /** A value that broadcasts to some rank without axes along which it does not vary, or null where it does. */
    private static Expr squeezed(Expr c, int rank, Axes axes) {
        int[] own = IntStream.of(axes.toArray())
                .map(axis -> axis - (rank - c.rank()))
                .filter(axis -> axis >= 0)
                .toArray();
        boolean ones = IntStream.of(own).allMatch(axis -> c.shape().dim(axis).isOne());
        return ones ? c.squeeze(own) : null;
    }

    private static Expr sumOfMoved(Expr node) {
        Expr x = node.input(0);
        boolean everything = ((Reduction.Sum) node.op()).axes().count() == x.rank();
        boolean moves = x.op() instanceof Layout.View || x.op() instanceof Layout.Transpose;
        return everything && moves ? x.input(0).sum() : null;
    }
}
