package adjoint.autodiff;

import adjoint.autodiff.Verdict.Outcome;
import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Graph;
import adjoint.expr.Interpreter;
import adjoint.expr.Leaf;
import adjoint.tensor.DType;
import adjoint.tensor.Sizes;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** One comparison of a gradient with the differences of a value, at one point. */
final class GradientTrial {
    private static final double EPSILON = Math.ulp(1.0);

    private final List<Expr> variables;
    private final Map<Leaf.Input, Tensor> bound;
    private final double relative;
    private final int order;
    private final List<Expr> narrowGradient;
    /** All in float64: the value, its gradient and what they are taken at. */
    private final Expr value;

    private final List<Expr> gradient;
    private final Map<Leaf.Input, Tensor> wideBound = new IdentityHashMap<>();
    private final List<Leaf.Input> wideVariables;
    private final Map<String, Integer> sizes;

    GradientTrial(
            Expr value,
            List<Expr> variables,
            List<Expr> gradient,
            Map<Leaf.Input, Tensor> bound,
            double relative,
            int order) {
        this.variables = variables;
        this.bound = bound;
        this.relative = relative;
        this.order = order;
        this.narrowGradient = gradient;
        Float64Copy widening = new Float64Copy();
        List<Expr> roots = new ArrayList<>(gradient);
        roots.add(value);
        roots.addAll(variables);
        List<Expr> wide = widening.widen(roots);
        this.gradient = wide.subList(0, gradient.size());
        this.value = wide.get(gradient.size());
        Sizes found = new Sizes();
        bound.forEach((input, tensor) -> {
            found.match("input '" + input.name() + "'", input.type(), tensor);
            wideBound.put(widening.of(input), tensor.dtype().isFloat() ? tensor.cast(DType.FLOAT64) : tensor);
        });
        this.sizes = found.numbers();
        this.wideVariables =
                variables.stream().map(v -> widening.of((Leaf.Input) v.op())).toList();
    }

    /** A random direction: entries between -1 and 1 that float32 can hold. */
    static Tensor direction(Tensor like, Random random) {
        Tensor direction = Tensor.zeros(like.dtype(), like.shape());
        for (int i = 0; i < direction.size(); i++) {
            direction.set(i, 2 * random.nextFloat() - 1);
        }
        return direction;
    }

    Verdict check(long seed, boolean full) {
        List<Tensor> slopes = Interpreter.evaluate(gradient, wideBound, sizes);
        Verdict verdict = full ? everyEntry(slopes) : oneDirection(slopes, new Random(seed));
        boolean narrow = variables.stream().anyMatch(v -> v.dtype() == DType.FLOAT32);
        return verdict.passed() && narrow ? inFloat32(verdict, slopes, new Random(seed)) : verdict;
    }

    private Verdict oneDirection(List<Tensor> slopes, Random random) {
        double[][] along = variables.stream()
                .map(v -> direction(bound.get((Leaf.Input) v.op()), random).toDoubles())
                .toArray(double[][]::new);
        Verdict verdict = compare("a random direction", along, slopes);
        return verdict.outcome() == Outcome.WRONG ? narrowedDown(verdict, along, slopes) : verdict;
    }

    /** A wrong entry, found by keeping the half of the direction on which gradient and differences are further apart. */
    private Verdict narrowedDown(Verdict whole, double[][] along, List<Tensor> slopes) {
        int low = 0;
        int high = Arrays.stream(along).mapToInt(v -> v.length).sum();
        Verdict worst = whole;
        while (high - low > 1) {
            int middle = (low + high) / 2;
            Verdict first = compare(whole.where(), part(along, low, middle), slopes);
            Verdict second = compare(whole.where(), part(along, middle, high), slopes);
            boolean left = !(apart(first) < apart(second));
            worst = left ? first : second;
            low = left ? low : middle;
            high = left ? middle : high;
        }
        Verdict entry = compare(nameOfEntry(low), entry(along, low), slopes);
        return entry.outcome() == Outcome.WRONG ? entry : worst;
    }

    private Verdict everyEntry(List<Tensor> slopes) {
        double[][] zeros = slopes.stream().map(s -> new double[s.size()]).toArray(double[][]::new);
        Verdict worst = compare("no entry at all", zeros, slopes);
        int count = Arrays.stream(zeros).mapToInt(v -> v.length).sum();
        for (int i = 0; i < count; i++) {
            Verdict entry = compare(nameOfEntry(i), entry(zeros, i), slopes);
            if (rank(entry) > rank(worst)) {
                worst = entry;
            }
        }
        return worst;
    }

    /** Orders verdicts by how bad they are. */
    private static double rank(Verdict verdict) {
        double excess = verdict.allowed() == 0 ? apart(verdict) : apart(verdict) / verdict.allowed();
        double bounded = Double.isNaN(excess) ? 1 : excess / (1 + excess);
        return verdict.outcome().ordinal() == 0
                ? bounded
                : verdict.outcome() == Outcome.WRONG ? 4 + bounded : 2 + bounded;
    }

    private static double apart(Verdict verdict) {
        double apart = Math.abs(verdict.gradient() - verdict.differences());
        return Double.isNaN(apart) ? Double.POSITIVE_INFINITY : apart;
    }

    private Verdict compare(String where, double[][] along, List<Tensor> slopes) {
        double analytic = 0;
        double scale = 0;
        double reach = 0;
        for (int k = 0; k < along.length; k++) {
            Tensor point = wideBound.get(wideVariables.get(k));
            for (int i = 0; i < along[k].length; i++) {
                if (along[k][i] != 0) {
                    double term = along[k][i] * slopes.get(k).get(i);
                    analytic += term;
                    scale += Math.abs(term);
                    reach += Math.abs(slopes.get(k).get(i) * point.get(i));
                }
            }
        }
        double here = valueAt(along, 0);
        double rounding = EPSILON * (Math.abs(here) + (Double.isFinite(reach) ? reach : 0));
        Differences.Estimate estimate = Differences.derivative(t -> valueAt(along, t), rounding);
        double allowed = relative * scale + 4 * estimate.error();
        boolean settled = estimate.error() <= 1e-4 * (scale + Math.abs(estimate.value())) + 1e-9 * Math.abs(here);
        boolean finite = Double.isFinite(analytic) && Double.isFinite(estimate.value());
        Outcome outcome = !Double.isFinite(here) || finite && !settled
                ? Outcome.UNDECIDED
                : finite && Math.abs(analytic - estimate.value()) <= allowed ? Outcome.RIGHT : Outcome.WRONG;
        return new Verdict(outcome, order, where, analytic, estimate.value(), estimate.error(), allowed);
    }

    private double valueAt(double[][] along, double t) {
        Map<Leaf.Input, Tensor> moved = new IdentityHashMap<>(wideBound);
        for (int k = 0; k < along.length; k++) {
            Tensor point = wideBound.get(wideVariables.get(k)).copy();
            for (int i = 0; i < along[k].length; i++) {
                point.set(i, point.get(i) + t * along[k][i]);
            }
            moved.put(wideVariables.get(k), point);
        }
        return Interpreter.evaluate(List.of(value), moved, sizes).get(0).scalar();
    }

    /** Holds the float32 gradient against the float64 one, component by component along a random direction. */
    private Verdict inFloat32(Verdict passed, List<Tensor> wide, Random random) {
        List<Tensor> narrow = Interpreter.evaluate(narrowGradient, bound, sizes);
        Expr along = null;
        double here = 0;
        double exact = 0;
        for (int k = 0; k < wide.size(); k++) {
            Tensor direction = direction(wide.get(k), random);
            Expr slope = gradient.get(k);
            Expr v = Expressions.input("v", slope.dtype(), slope.shape().dims().toArray());
            wideBound.put((Leaf.Input) v.op(), direction);
            Expr part = slope.mul(v).sum();
            along = along == null ? part : along.add(part);
            for (int i = 0; i < direction.size(); i++) {
                here += direction.get(i) * narrow.get(k).get(i);
                exact += direction.get(i) * wide.get(k).get(i);
            }
        }
        double allowed = rounding(along);
        boolean close = Math.abs(here - exact) <= allowed;
        return close ? passed : new Verdict(Outcome.IMPRECISE, order, passed.where(), here, exact, 0, allowed);
    }

    /**
     * How far float32 rounding can move a float64 scalar, to first order: each node is off by half an ulp of its own
     * value, and passes that on by its own derivative (Higham, Accuracy and Stability of Numerical Algorithms, section 3).
     */
    private double rounding(Expr scalar) {
        List<Expr> nodes = Graph.topological(scalar).stream()
                .filter(node -> node.dtype().isFloat() && !(node.op() instanceof Leaf))
                .toList();
        List<Expr> all = new ArrayList<>(nodes);
        all.addAll(Gradients.gradientOrZero(scalar, nodes));
        List<Tensor> values = Interpreter.evaluate(all, wideBound, sizes);
        double sum = 0;
        for (int k = 0; k < nodes.size(); k++) {
            Tensor node = values.get(k);
            Tensor pass = values.get(k + nodes.size());
            for (int i = 0; i < node.size(); i++) {
                sum += pass.get(i) == 0 ? 0 : Math.abs(node.get(i) * pass.get(i));
            }
        }
        return sum * Math.ulp(1f);
    }

    private String nameOfEntry(int flat) {
        int k = 0;
        int rest = flat;
        while (rest >= bound.get((Leaf.Input) variables.get(k).op()).size()) {
            rest -= bound.get((Leaf.Input) variables.get(k).op()).size();
            k++;
        }
        int[] shape = bound.get((Leaf.Input) variables.get(k).op()).shape();
        int[] index = new int[shape.length];
        int[] strides = Tensor.strides(shape);
        for (int axis = 0; axis < shape.length; axis++) {
            index[axis] = rest / strides[axis] % shape[axis];
        }
        return variables.get(k).name() + (index.length == 0 ? "" : Arrays.toString(index));
    }

    /** The direction without what lies outside some entries, counted through all variables. */
    private static double[][] part(double[][] along, int from, int to) {
        double[][] part = new double[along.length][];
        for (int k = 0, flat = 0; k < along.length; k++) {
            part[k] = new double[along[k].length];
            for (int i = 0; i < along[k].length; i++, flat++) {
                part[k][i] = flat >= from && flat < to ? along[k][i] : 0;
            }
        }
        return part;
    }

    private static double[][] entry(double[][] like, int at) {
        double[][] ones = Arrays.stream(like)
                .map(v -> {
                    double[] one = new double[v.length];
                    Arrays.fill(one, 1);
                    return one;
                })
                .toArray(double[][]::new);
        return part(ones, at, at + 1);
    }
}
