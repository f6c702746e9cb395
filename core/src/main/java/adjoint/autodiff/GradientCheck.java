package adjoint.autodiff;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Graph;
import adjoint.expr.Leaf;
import adjoint.expr.Shared;
import adjoint.tensor.Arguments;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Holds a gradient against differences of the loss, and says where they disagree:
 *
 * <pre>{@code
 * GradientCheck.of(loss, w, b).given(x, xs).given(y, ys).at(ws, bs).orThrow();
 * }</pre>
 *
 * By default in one random direction v, as {@code <v, gradient>} against the derivative of the loss along v, which costs
 * some twenty evaluations whatever the number of parameters; where they differ, one entry that is wrong is found by
 * halving the direction. {@link #full} checks every entry, {@link #secondOrder} the gradient's own gradient as well.
 *
 * <p>A float32 graph is differenced in float64, and its float32 gradient is then held against the float64 one, within the
 * rounding that its nodes can have added up.
 *
 * <p>A gradient that was edited on purpose is not the derivative of the loss and fails: check it with
 * {@link #of(Expr, Grads)}.
 */
public final class GradientCheck {
    private final Expr loss;
    private final List<Expr> wrt;
    private final Grads gradient;
    private final Map<Leaf.Input, Tensor> given = new IdentityHashMap<>();
    private long seed = 1;
    private boolean full;
    private boolean secondOrder;
    private double relative = 1e-7;

    private GradientCheck(Expr loss, List<Expr> wrt, Grads gradient) {
        this.loss = loss;
        this.wrt = wrt;
        this.gradient = gradient;
    }

    /** Checks the gradient of a scalar with respect to some nodes, as {@link Gradients#grad} gives it. */
    public static GradientCheck of(Expr loss, Expr... wrt) {
        return new GradientCheck(loss, List.of(wrt), null);
    }

    /** Checks a gradient that is there already. It must be with respect to inputs or shared variables. */
    public static GradientCheck of(Expr loss, Grads gradient) {
        for (Expr variable : gradient.variables()) {
            if (!(variable.op() instanceof Leaf)) {
                throw new ShapeException("a ready gradient can be checked only with respect to inputs and shared"
                        + " variables, not to " + variable + "\n  made at " + variable.site());
            }
        }
        return new GradientCheck(loss, gradient.variables(), gradient);
    }

    /** The value of an input that the loss is not differentiated by. */
    public GradientCheck given(Expr input, Tensor value) {
        given.put((Leaf.Input) input.op(), value);
        return this;
    }

    /** Where the random directions come from. */
    public GradientCheck seed(long newSeed) {
        seed = newSeed;
        return this;
    }

    /** Checks every entry instead of one random direction. */
    public GradientCheck full() {
        full = true;
        return this;
    }

    /** Checks the second derivative too: the gradient of the gradient's component along a random direction. */
    public GradientCheck secondOrder() {
        secondOrder = true;
        return this;
    }

    /** How far relatively the gradient may be from the derivative; 1e-7 unless told. */
    public GradientCheck within(double tolerance) {
        relative = Arguments.notNegative(tolerance, "tolerance", "GradientCheck.within");
        return this;
    }

    /**
     * Checks at a point.
     *
     * @param values the values of the differentiated nodes, in order; none at all means that all are shared variables at
     *     their present values
     */
    public Verdict at(Tensor... values) {
        Tensor[] point = values.length > 0 ? values : presentValues();
        if (point.length != wrt.size()) {
            throw new IllegalArgumentException("the gradient is with respect to " + wrt.size() + " nodes, but "
                    + point.length + " values are given");
        }
        List<Expr> variables = new ArrayList<>();
        Map<Object, Expr> replacements = new HashMap<>();
        Map<Leaf.Input, Tensor> bound = new IdentityHashMap<>(given);
        for (int i = 0; i < point.length; i++) {
            Expr variable = input(Verdict.nameOf(wrt.get(i)), wrt.get(i));
            variables.add(variable);
            replacements.put(key(wrt.get(i)), variable);
            bound.put((Leaf.Input) variable.op(), point[i]);
        }
        Expr moved = replace(List.of(loss), replacements).get(0);
        List<Expr> first =
                gradient == null ? Gradients.gradientOrZero(moved, variables) : replace(gradient.all(), replacements);
        Verdict verdict = new GradientTrial(moved, variables, first, bound, relative, 1).check(seed, full);
        if (!secondOrder || !verdict.passed()) {
            return verdict;
        }
        Random random = new Random(~seed);
        Expr along = null;
        for (int i = 0; i < first.size(); i++) {
            Expr direction = input("v", variables.get(i));
            bound.put((Leaf.Input) direction.op(), GradientTrial.direction(point[i], random));
            Expr part = first.get(i).mul(direction).sum();
            along = along == null ? part : along.add(part);
        }
        List<Expr> second = Gradients.gradientOrZero(along, variables);
        return new GradientTrial(along, variables, second, bound, relative, 2).check(seed, full);
    }

    private Tensor[] presentValues() {
        return wrt.stream()
                .map(node -> {
                    if (node instanceof Shared shared) {
                        return shared.get();
                    }
                    throw new IllegalArgumentException(
                            Verdict.nameOf(node) + " is not a shared variable: give at(...) a value for it");
                })
                .toArray(Tensor[]::new);
    }

    private static Expr input(String name, Expr like) {
        return Expressions.input(name, like.dtype(), like.shape().dims().toArray());
    }

    private static Object key(Expr node) {
        return node.op() instanceof Leaf ? node.op() : node;
    }

    private static List<Expr> replace(List<Expr> roots, Map<Object, Expr> replacements) {
        return Graph.rebuild(roots, (now, original) -> replacements.getOrDefault(key(original), now));
    }
}
