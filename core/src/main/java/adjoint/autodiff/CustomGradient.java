package adjoint.autodiff;

import adjoint.expr.Expr;
import adjoint.tensor.ShapeException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Functions whose derivative is given, not derived. The value is that of an ordinary graph; in the place of its derivative
 * stands a function that may use any other expression. Two doors: the VJP is given and forward mode follows from it, or the
 * tangent is given and reverse mode follows from that.
 */
public final class CustomGradient {
    private CustomGradient() {}

    /** The cotangents of some inputs. */
    @FunctionalInterface
    public interface Backward {
        /**
         * The VJP, linear in the cotangent.
         *
         * @param y the output
         * @param g its cotangent
         * @param x the inputs
         * @return for each input an expression that broadcasts to it, or null for no dependence
         */
        List<Expr> apply(Expr y, Expr g, List<Expr> x);
    }

    /** The tangent of an output. */
    @FunctionalInterface
    public interface Tangent {
        /**
         * The JVP, linear in the tangents.
         *
         * @param y the output
         * @param t the tangents of the inputs, zeros where an input does not move
         * @param x the inputs
         */
        Expr apply(Expr y, List<Expr> t, List<Expr> x);
    }

    /** The value of {@code forward} with the VJP {@code backward}. */
    public static Expr customGradient(List<Expr> inputs, Function<List<Expr>, Expr> forward, Backward backward) {
        return hooked("customGradient", inputs, forward, checked(inputs, backward), (y, t, x) -> Optional.empty());
    }

    /** The value of {@code forward} with the JVP {@code tangent}. */
    public static Expr customTangent(List<Expr> inputs, Function<List<Expr>, Expr> forward, Tangent tangent) {
        GradientHook.Forward moved = (y, t, x) -> Optional.of(tangent.apply(y, orZeros(t, x), x));
        GradientHook.Backward transposed = (y, g, x) -> transposed(y, g, x, tangent);
        return hooked("customTangent", inputs, forward, transposed, moved);
    }

    /** A hook on the value, with the inputs beside it to receive the cotangents. */
    private static Expr hooked(
            String name,
            List<Expr> inputs,
            Function<List<Expr>, Expr> forward,
            GradientHook.Backward backward,
            GradientHook.Forward tangent) {
        GradientHook hook = new GradientHook(
                name,
                (y, g, x) -> {
                    List<Expr> cotangents = new java.util.ArrayList<>(Arrays.asList((Expr) null));
                    cotangents.addAll(backward.apply(y, g, x.subList(1, x.size())));
                    return cotangents;
                },
                (y, t, x) -> t.stream().skip(1).allMatch(java.util.Objects::isNull)
                        ? Optional.of(y.zeros())
                        : tangent.apply(y, t.subList(1, t.size()), x.subList(1, x.size())));
        List<Expr> all = new java.util.ArrayList<>(List.of(forward.apply(inputs)));
        all.addAll(inputs);
        return Expr.of(hook, all);
    }

    private static GradientHook.Backward checked(List<Expr> inputs, Backward backward) {
        return (y, g, x) -> {
            List<Expr> cotangents = backward.apply(y, g, x);
            if (cotangents.size() != inputs.size()) {
                throw new ShapeException("the custom gradient of " + inputs.size() + " inputs gives "
                        + cotangents.size() + " cotangents; give one for each, null for none\n  made at " + y.site());
            }
            for (int i = 0; i < x.size(); i++) {
                Expr cotangent = cotangents.get(i);
                boolean fits = cotangent == null
                        || cotangent.dtype() == x.get(i).dtype()
                                && cotangent.shape().broadcastsTo(x.get(i).shape());
                if (!fits) {
                    throw new ShapeException("the custom gradient gives " + cotangent.type() + " for input " + i
                            + ", which does not broadcast to its " + x.get(i).type() + "\n  made at " + y.site());
                }
            }
            return cotangents;
        };
    }

    private static List<Expr> orZeros(List<Expr> t, List<Expr> x) {
        return IntStream.range(0, x.size())
                .mapToObj(i -> t.get(i) != null
                        ? t.get(i)
                        : x.get(i).zeros().broadcastTo(x.get(i).shape()))
                .toList();
    }

    /** The VJP of a linear function of tangents: its gradient by tangents that nobody gives a value to. */
    private static List<Expr> transposed(Expr y, Expr g, List<Expr> x, Tangent tangent) {
        List<Expr> unknown = x.stream()
                .map(input -> input.dtype().isFloat() ? ForwardSweep.unknown("tangent", input) : null)
                .toList();
        Expr moved = tangent.apply(y, orZeros(unknown, x), x).broadcastTo(y.shape());
        return ForwardSweep.transposed(List.of(moved), List.of(g), unknown);
    }
}
