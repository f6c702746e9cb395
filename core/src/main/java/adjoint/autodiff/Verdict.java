package adjoint.autodiff;

import adjoint.expr.Expr;
import java.util.Locale;

/**
 * What a {@link GradientCheck} found.
 *
 * @param outcome whether the gradient is right
 * @param order 1 for the gradient, 2 for the gradient's own gradient
 * @param where the direction or the entry that is worst, such as {@code w[3, 17]}
 * @param gradient the gradient there
 * @param differences the derivative by differences there
 * @param uncertainty how far the differences may be off
 * @param allowed how far apart the two may be
 */
public record Verdict(
        Outcome outcome,
        int order,
        String where,
        double gradient,
        double differences,
        double uncertainty,
        double allowed) {
    /** The possible outcomes. */
    public enum Outcome {
        /** Gradient and differences agree. */
        RIGHT,
        /** They disagree by more than rounding and extrapolation explain. */
        WRONG,
        /** The float64 gradient is right, but the float32 one is further off than rounding explains. */
        IMPRECISE,
        /** The differences do not settle: the loss is not finite or not smooth near this point. */
        UNDECIDED
    }

    /** Whether the gradient is right. */
    public boolean passed() {
        return outcome == Outcome.RIGHT;
    }

    /** This verdict, if the gradient is right; otherwise an error that says where it is not. */
    public Verdict orThrow() {
        if (!passed()) {
            throw new AssertionError(toString());
        }
        return this;
    }

    /** One sentence with the figures. */
    @Override
    public String toString() {
        String what = order == 1 ? "gradient" : "second derivative";
        String figures = String.format(
                Locale.ROOT,
                " at %s: %s %.10g, differences %.10g +- %.1g (apart %.3g, allowed %.3g)",
                where,
                what,
                gradient,
                differences,
                uncertainty,
                Math.abs(gradient - differences),
                allowed);
        return switch (outcome) {
            case RIGHT -> "RIGHT" + figures;
            case WRONG -> "WRONG: the " + what + " is not the derivative of the value," + figures;
            case IMPRECISE ->
                "IMPRECISE: in float32 the " + what + " is further from the float64 one than rounding" + " explains,"
                        + figures.replace("differences", "in float64");
            case UNDECIDED ->
                "UNDECIDED: the differences do not settle (the value is not finite or not smooth near" + " this point),"
                        + figures;
        };
    }

    static String nameOf(Expr node) {
        String text = node.name() != null ? node.name() : node.toString();
        return text.length() <= 40 ? text : text.substring(0, 37) + "...";
    }
}
