package adjoint.autodiff;

import static adjoint.expr.Expressions.constant;
import static adjoint.expr.Expressions.minimum;

import adjoint.expr.Expr;
import adjoint.expr.RandomNormal;
import adjoint.tensor.Arguments;
import adjoint.tensor.ShapeException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What becomes of the adjoint of a node on its way back: any function of it, which may use any other expression as well. A
 * lambda will do, as in {@code g -> g.mul(sigma)}; the common ones have names here, which printing shows.
 */
@FunctionalInterface
public interface GradientEdit {
    /**
     * The adjoint that takes the place of the one that arrives.
     *
     * @param g the adjoint that arrives, of the node's type
     * @return an expression of the node's element type that broadcasts to its shape; null cuts the path
     */
    Expr apply(Expr g);

    /** How printing calls this edit. */
    default String label() {
        return "a function of the adjoint";
    }

    /**
     * Puts the edit behind a node. Only edits that need more than the adjoint have reason to override this.
     *
     * @param node the node whose adjoint is edited
     * @param place counts the nodes that one rule of a policy applies to, from 0
     * @return a node of the same value
     */
    default Expr install(Expr node, int place) {
        return Expr.of(
                new GradientHook(
                        label(),
                        (y, g, x) -> Arrays.asList(checked(apply(g), x.get(0))),
                        (y, t, x) -> Optional.of(t.get(0))),
                node);
    }

    private Expr checked(Expr edited, Expr node) {
        boolean fits = edited == null
                || edited.dtype() == node.dtype() && edited.shape().broadcastsTo(node.shape());
        if (!fits) {
            throw new ShapeException("'" + label() + "' makes " + edited.type() + " of the adjoint of " + node
                    + ", which does not broadcast to the node's " + node.type() + "; an adjoint keeps its node's type"
                    + "\n  made at " + edited.site());
        }
        return edited;
    }

    /** An edit under a name. */
    static GradientEdit named(String label, UnaryOperator<Expr> edit) {
        Arguments.given(edit, "edit", "GradientEdit.named");
        Arguments.name(label, "label", "GradientEdit.named");
        return new GradientEdit() {
            @Override
            public Expr apply(Expr g) {
                return edit.apply(g);
            }

            @Override
            public String label() {
                return label;
            }
        };
    }

    /** Multiplies by an expression that broadcasts to the node's shape. */
    static GradientEdit scale(Expr factor) {
        Arguments.given(factor, "factor", "GradientEdit.scale");
        return named("scale by " + GradientPolicy.words(factor), g -> g.mul(factor));
    }

    /** Multiplies by a number. */
    static GradientEdit scale(double factor) {
        Arguments.finite(factor, "factor", "GradientEdit.scale");
        return named("scale by " + factor, g -> g.mul(factor));
    }

    /** Brings each entry into an interval. */
    static GradientEdit clip(double low, double high) {
        Arguments.bounds(low, high, "GradientEdit.clip");
        return named("clip to [" + low + ", " + high + "]", g -> g.clip(low, high));
    }

    /**
     * Shortens the adjoint where its Euclidean norm is above a limit, keeping its direction (Pascanu, Mikolov and Bengio
     * 2013).
     *
     * @param axes over which the norm is taken, one limit for each position on the others; none at all means one norm of
     *     all entries. A limit for each example of a batch is {@code clipNorm(1, 1)} on a [batch, n] node.
     */
    static GradientEdit clipNorm(double limit, int... axes) {
        limit(limit, "GradientEdit.clipNorm");
        String over = axes.length == 0 ? "" : " over axes " + Arrays.toString(axes);
        return named(
                "clip the norm" + over + " to " + limit,
                g -> g.rank() == 0
                        ? g.clip(-limit, limit)
                        : g.mul(shrink(g.norm(axes), limit).expand(axes.length == 0 ? allAxes(g) : normal(g, axes))));
    }

    /** A limit of norms: infinity for none at all, but neither negative nor NaN. */
    static double limit(double limit, String method) {
        Arguments.require(
                limit >= 0,
                method,
                "limit",
                "must be a norm, so a number from 0 on, but is " + limit
                        + "; a negative one would turn gradients round");
        return limit;
    }

    /** What to multiply an adjoint of the given norm by, so that the norm is at most the limit. */
    static Expr shrink(Expr norm, double limit) {
        return minimum(constant(limit, norm.dtype()).div(norm), 1);
    }

    private static int[] allAxes(Expr g) {
        return java.util.stream.IntStream.range(0, g.rank()).toArray();
    }

    private static int[] normal(Expr g, int... axes) {
        return java.util.stream.IntStream.of(axes).map(g.shape()::axis).toArray();
    }

    /** Lets nothing pass: what lies below gets no gradient by way of this node. */
    static GradientEdit stop() {
        return named("stop", g -> null);
    }

    /** Puts another expression in the place of the adjoint, whatever it was. */
    static GradientEdit replace(Expr adjoint) {
        Arguments.given(adjoint, "adjoint", "GradientEdit.replace");
        return named("replace by " + GradientPolicy.words(adjoint), g -> adjoint.broadcastTo(g.shape()));
    }

    /** Turns the adjoint round: the gradient reversal of domain-adversarial training (Ganin and Lempitsky 2015). */
    static GradientEdit reverse() {
        return named("reverse", Expr::neg);
    }

    /**
     * Adds normal noise (Neelakantan et al. 2015).
     *
     * @param deviation the standard deviation, an expression so that it can decay
     * @param seed for the noise; each node that the edit applies to gets noise of its own
     * @param step a scalar that is another one at each call, such as a shared counter that the training function raises: the
     *     same step gives the same noise again
     */
    static GradientEdit noise(Expr deviation, long seed, Expr step) {
        Arguments.given(deviation, "deviation", "GradientEdit.noise");
        Arguments.given(step, "step", "GradientEdit.noise");
        return new GradientEdit() {
            @Override
            public Expr apply(Expr g) {
                return g.add(RandomNormal.like(g, seed, step).mul(deviation));
            }

            @Override
            public String label() {
                return "add noise of deviation " + GradientPolicy.words(deviation) + " (seed " + seed + ")";
            }

            @Override
            public Expr install(Expr node, int place) {
                return place == 0
                        ? GradientEdit.super.install(node, 0)
                        : noise(deviation, seed + place, step).install(node, 0);
            }
        };
    }

    /**
     * Passes the adjoint by a node as if the node were the identity: the straight-through estimator of a rounding or a
     * threshold (Bengio, Leonard and Courville 2013). The node must have one input, of its own type.
     */
    static GradientEdit straightThrough() {
        return new GradientEdit() {
            @Override
            public Expr apply(Expr g) {
                return g;
            }

            @Override
            public String label() {
                return "straight through";
            }

            @Override
            public Expr install(Expr node, int place) {
                if (node.inputs().size() != 1 || !node.input(0).type().equals(node.type())) {
                    throw new ShapeException(
                            "straight-through needs a node with one input, of the node's own type, not "
                                    + node + " of type " + node.type() + " with inputs "
                                    + node.inputs().stream().map(Expr::type).toList()
                                    + "; use customGradient instead\n  made at " + node.site());
                }
                GradientHook hook = new GradientHook(
                        label(),
                        (y, g, x) -> Arrays.asList(null, g),
                        (y, t, x) -> Optional.ofNullable(t.get(0)).or(() -> Optional.of(y.zeros())));
                return Expr.of(hook, List.of(node, node.input(0)));
            }
        };
    }
}
