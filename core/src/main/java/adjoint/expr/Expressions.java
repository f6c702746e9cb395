package adjoint.expr;

import adjoint.tensor.Arguments;
import adjoint.tensor.Axes;
import adjoint.tensor.DType;
import adjoint.tensor.Dim;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import adjoint.tensor.Type;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What starts an expression, and what has no leading subject. Meant to be imported statically. */
public class Expressions {
    protected Expressions() {}

    /** A float64 input of any shape; sizes are ints, or names of sizes known only at the call. */
    public static Expr input(String name, Object... sizes) {
        return input(name, DType.FLOAT64, sizes);
    }

    /** An input of any element type and shape. */
    public static Expr input(String name, DType dtype, Object... sizes) {
        Arguments.given(dtype, "dtype", "input");
        return Expr.of(new Leaf.Input(
                Arguments.name(name, "name", "input"), Type.of(dtype, Arguments.given(sizes, "sizes", "input"))));
    }

    /** A float64 scalar input. */
    public static Expr scalar(String name) {
        return input(name);
    }

    /** A float64 vector input. */
    public static Expr vector(String name, Object size) {
        return input(name, size);
    }

    /** A float64 matrix input. */
    public static Expr matrix(String name, Object rows, Object columns) {
        return input(name, rows, columns);
    }

    /** A parameter with its initial value, which is copied. */
    public static Shared shared(String name, Tensor initial) {
        return new Shared(name, initial);
    }

    /** A float64 scalar constant. */
    public static Expr constant(double value) {
        return constant(value, DType.FLOAT64);
    }

    public static Expr constant(double value, DType dtype) {
        Arguments.require(
                Arguments.given(dtype, "dtype", "constant") != DType.INT32 || value == (int) value,
                "constant",
                "value",
                "is " + value + ", which int32 cannot hold; round it first, or use FLOAT64");
        return constant(Tensor.scalar(dtype, value));
    }

    public static Expr constant(double... values) {
        return constant(Tensor.of(values));
    }

    public static Expr constant(Tensor value) {
        return Expr.of(new Leaf.Constant(Arguments.given(value, "value", "constant")));
    }

    /** A size as a scalar: a constant where it is known, else read from each call's data. */
    public static Expr size(Dim dim, DType dtype) {
        return dim.isKnown() ? constant(dim.size(), dtype) : Expr.of(new Leaf.Size(dim, dtype));
    }

    /** The integers from 0 to a size, exclusive, as int32. */
    public static Expr range(Object size) {
        return range(size, DType.INT32);
    }

    public static Expr range(Object size, DType dtype) {
        return Expr.of(new Leaf.Range(Dim.from(size), dtype));
    }

    public static Expr maximum(Expr a, Expr b) {
        return Arithmetic.MAXIMUM.of(a, b);
    }

    public static Expr maximum(Expr a, double b) {
        return maximum(a, constant(b, a.dtype()));
    }

    public static Expr minimum(Expr a, Expr b) {
        return Arithmetic.MINIMUM.of(a, b);
    }

    public static Expr minimum(Expr a, double b) {
        return minimum(a, constant(b, a.dtype()));
    }

    /** a where the condition holds, b elsewhere. */
    public static Expr where(Expr condition, Expr a, Expr b) {
        return Arithmetic.WHERE.of(condition, a, b);
    }

    public static Expr xlogy(Expr x, Expr y) {
        return Maths.XLOGY.of(x, y);
    }

    public static Expr logAddExp(Expr a, Expr b) {
        return Maths.LOG_ADD_EXP.of(a, b);
    }

    public static Expr atan2(Expr y, Expr x) {
        return Maths.ATAN2.of(y, x);
    }

    /** log sum exp(x) over the given axes (all, if none is given), without overflow or underflow. */
    public static Expr logSumExp(Expr x, int... axes) {
        return x.logSumExp(axes);
    }

    /** Joins arrays along an existing axis. */
    public static Expr concat(int axis, Expr... parts) {
        if (Arguments.allGiven("parts", "concat", parts).length == 0) {
            throw new ShapeException("nothing to concatenate");
        }
        return Expr.of(new Slicing.Concat(parts[0].shape().axis(axis)), parts);
    }

    /** Joins arrays of one shape along a new axis. */
    public static Expr stack(int axis, Expr... parts) {
        if (Arguments.allGiven("parts", "stack", parts).length == 0) {
            throw new ShapeException("nothing to stack");
        }
        int at = axis < 0 ? axis + parts[0].rank() + 1 : axis;
        return concat(at, Stream.of(parts).map(part -> part.expand(at)).toArray(Expr[]::new));
    }

    /** One-hot rows: a new last axis of the given size holds 1 at the index and 0 elsewhere. */
    public static Expr oneHot(Expr index, Object size, DType dtype) {
        if (Arguments.given(index, "index", "oneHot").dtype() != DType.INT32) {
            throw ShapeException.ofTypes(
                    "oneHot: the index must be int32, not " + index.dtype() + "; use index.cast(INT32)");
        }
        return index.expand(index.rank()).eq(range(size, index.dtype())).cast(dtype);
    }

    /** Products over matching axes, as {@code numpy.tensordot} with two lists of axes. */
    public static Expr tensordot(Expr a, Expr b, int[] axesA, int[] axesB) {
        if (axesA.length != axesB.length) {
            throw new ShapeException("tensordot pairs " + axesA.length + " axes with " + axesB.length);
        }
        int[] overA = IntStream.of(axesA).map(a.shape()::axis).toArray();
        int[] overB = IntStream.of(axesB).map(b.shape()::axis).toArray();
        int[] freeA = others(a, overA);
        int[] freeB = others(b, overB);
        Expr left = a.transpose(
                IntStream.concat(IntStream.of(freeA), IntStream.of(overA)).toArray());
        Expr right = b.transpose(
                IntStream.concat(IntStream.of(overB), IntStream.of(freeB)).toArray());
        Expr product = left.reshape(size(a, freeA), size(a, overA)).dot(right.reshape(size(b, overB), size(b, freeB)));
        List<Dim> result = Stream.concat(
                        IntStream.of(freeA).mapToObj(a.shape()::dim),
                        IntStream.of(freeB).mapToObj(b.shape()::dim))
                .toList();
        return product.reshape(result.toArray());
    }

    private static int[] others(Expr x, int[] axes) {
        Axes over = Axes.at(axes);
        return IntStream.range(0, x.rank()).filter(i -> !over.contains(i)).toArray();
    }

    private static Dim size(Expr x, int[] axes) {
        return IntStream.of(axes).mapToObj(x.shape()::dim).reduce(Dim.ONE, Dim::times);
    }
}
