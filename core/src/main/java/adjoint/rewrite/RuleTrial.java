package adjoint.rewrite;

import adjoint.exact.Exact;
import adjoint.expr.ExactInterpreter;
import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Graph;
import adjoint.expr.Interpreter;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Everything that must hold of a rule, tried on its own examples: it fires among all other rules, keeps the type, has the
 * left side's exact value and gradient, rescues what it claims to rescue, treats NaN and infinity as the left side does
 * unless it is tagged, does not fire on its own result, and costs no more.
 */
public final class RuleTrial {
    private static final double[] SPECIAL = {
        0,
        -0.0,
        1,
        -1,
        Double.MIN_VALUE,
        -Double.MIN_VALUE,
        Double.MIN_NORMAL,
        1e-20,
        1e20,
        Double.MAX_VALUE,
        -Double.MAX_VALUE,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.NaN
    };
    private static final Exact STEP = Exact.of(0x1p-100);

    private final Rule rule;
    private final List<Rule> book;
    private final BinaryOperator<Expr> gradient;
    private final List<String> problems = new ArrayList<>();
    private final Tally tally = new Tally();
    private boolean differs;

    private RuleTrial(Rule rule, List<Rule> book, BinaryOperator<Expr> gradient) {
        this.rule = rule;
        this.book = book;
        this.gradient = gradient;
    }

    /** How often each kind of test was made. */
    private static final class Tally {
        private int forms;
        private int values;
        private int derivatives;
        private int rescues;
        private int specials;

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%d forms, %d values and %d derivatives at random points, %d rescues, %d values at special points",
                    forms,
                    values,
                    derivatives,
                    rescues,
                    specials);
        }
    }

    /**
     * The outcome of a trial.
     *
     * @param problems what is wrong with the rule; nothing, if it is right
     * @param tests how many tests of each kind there were, in words
     */
    public record Outcome(List<String> problems, String tests) {}

    /**
     * Tries a rule on its examples.
     *
     * @param book the rules it must live with, itself among them
     * @param gradient the gradient of a scalar with respect to an input that it depends on
     */
    public static synchronized Outcome of(Rule rule, List<Rule> book, BinaryOperator<Expr> gradient) {
        RuleTrial check = new RuleTrial(rule, book, gradient);
        for (Function<Expr[], Expr> form : rule.example().expressions()) {
            for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
                try {
                    check.tryOut(form, dtype);
                } catch (RuntimeException e) {
                    check.problem("error", e.toString());
                }
            }
        }
        if (!check.differs && rule.tags().contains(Tag.CHANGES_NAN)) {
            check.problem("tag", "tagged changesNaN, but no special value shows a difference");
        }
        return new Outcome(List.copyOf(check.problems), check.tally.toString());
    }

    private void problem(String kind, String text) {
        problems.add(kind + ": " + rule.name() + ": " + text);
    }

    private void tryOut(Function<Expr[], Expr> form, DType dtype) {
        tally.forms++;
        Expr[] inputs = rule.example().inputs(dtype);
        Expr left = form.apply(inputs);
        RewriteLog alone = new RewriteLog();
        Expr right = new Engine(List.of(rule), alone).run(List.of(left)).get(0);
        if (alone.firings().isEmpty()) {
            problem("silent", "does not fire on its example " + left);
            return;
        }
        if (!right.type().equals(left.type())) {
            problem("type", left.type() + " became " + right.type());
            return;
        }
        RewriteLog together = new RewriteLog();
        List<Rule> peers = book.stream()
                .filter(other -> (other.phase() == Phase.SPECIALISE) == (rule.phase() == Phase.SPECIALISE))
                .toList();
        Expr normal = new Engine(peers, together).run(List.of(left)).get(0);
        if (together.firings().stream().noneMatch(firing -> firing.rule() == rule)) {
            problem("shadowed", "does not fire among the other rules on " + left + "; it becomes " + normal);
        }
        if (!Graph.same(new Engine(peers, new RewriteLog()).run(List.of(normal)).get(0), normal)) {
            problem("unfinished", "a second run changes the result " + normal + " of " + left);
        }
        if (Cost.of(normal) > Cost.of(left)) {
            problem("costlier", left + " costs " + Cost.of(left) + " but " + normal + " costs " + Cost.of(normal));
        }
        sampled(left, right, inputs, dtype);
        for (double[] values : rule.example().breaking()) {
            rescued(left, normal, inputs, dtype, values);
        }
        special(left, right, inputs, dtype);
    }

    /** Random values inside the domain: exactly equal, and right in floats, as is the derivative in a random direction. */
    private void sampled(Expr left, Expr right, Expr[] inputs, DType dtype) {
        Random random = new Random(rule.name().hashCode());
        for (int trial = 0; trial < 3; trial++) {
            Tensor[] values = new Tensor[inputs.length];
            for (int i = 0; i < inputs.length; i++) {
                double[] domain = rule.example().domains().get(i);
                values[i] = Tensor.zeros(dtype, inputs[i].shape().evaluate(Map.of()));
                for (int j = 0; j < values[i].size(); j++) {
                    values[i].set(j, domain[0] + (domain[1] - domain[0]) * random.nextDouble());
                }
            }
            Exact[] wanted = exact(left, inputs, values, null, null);
            Exact[] meant = exact(right, inputs, values, null, null);
            double unit = dtype == DType.FLOAT64 ? 1e-13 : 2e-5;
            for (int j = 0; j < wanted.length; j++) {
                if (apart(wanted[j], meant[j].toDouble(), dtype == DType.FLOAT64 ? 1e-14 : 1e-6)) {
                    problem(
                            "value",
                            "exactly " + wanted[j] + " on the left, " + meant[j] + " on the right, at "
                                    + Arrays.toString(values));
                    return;
                }
            }
            compare("value", wanted, Interpreter.evaluate(right, Arrays.asList(inputs), values), unit, values);
            tally.values += wanted.length;
            if (left.dtype().isFloat()) {
                tally.derivatives++;
                gradient(left, right, inputs, values, random, dtype == DType.FLOAT64 ? 1e-11 : 1e-3, 0);
            }
        }
    }

    /** The derivative of a weighted sum of the outputs in one direction, against differences of the exact left side. */
    private void gradient(
            Expr left, Expr right, Expr[] inputs, Tensor[] values, Random random, double tolerance, double slack) {
        Tensor weights = Tensor.zeros(left.dtype(), left.shape().evaluate(Map.of()));
        for (int i = 0; i < weights.size(); i++) {
            weights.set(i, random.nextInt(1, 5) * (random.nextBoolean() ? 1 : -1));
        }
        Tensor[] direction = new Tensor[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            direction[i] = Tensor.zeros(values[i].dtype(), values[i].shape());
            for (int j = 0; j < direction[i].size(); j++) {
                double size = Math.abs(values[i].get(j));
                direction[i].set(j, random.nextInt(1, 5) * (size > 1e10 ? size / 8 : 1));
            }
        }
        Exact up = dot(exact(left, inputs, values, direction, STEP), weights);
        Exact down = dot(exact(left, inputs, values, direction, STEP.negate()), weights);
        Exact wanted = up.minus(down).over(STEP.plus(STEP));
        Expr weighted = right.mul(Expressions.constant(weights)).sum();
        double found = 0;
        double size = 0;
        for (int i = 0; i < inputs.length; i++) {
            if (Graph.topological(weighted).contains(inputs[i])) {
                Tensor slope = Interpreter.evaluate(gradient.apply(weighted, inputs[i]), Arrays.asList(inputs), values);
                for (int j = 0; j < slope.size(); j++) {
                    found += slope.get(j) * direction[i].get(j);
                    size += Math.abs(slope.get(j) * direction[i].get(j));
                }
            }
        }
        if (!(Math.abs(found - wanted.toDouble())
                <= tolerance * (size + Math.abs(wanted.toDouble()) + 1e-20) + slack)) {
            problem(
                    "gradient",
                    "should be " + wanted + " but is " + found + " at " + Arrays.toString(values) + " of " + right);
        }
    }

    private static Exact dot(Exact[] values, Tensor weights) {
        return IntStream.range(0, values.length)
                .mapToObj(i -> values[i].times(Exact.of(weights.get(i))))
                .reduce(Exact.ZERO, Exact::plus);
    }

    /** Where the left side is claimed to break: it does, and the right side has its exact value, as has the gradient. */
    private void rescued(Expr left, Expr right, Expr[] inputs, DType dtype, double[] at) {
        Tensor[] values = new Tensor[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            double value = at[at.length == 1 ? 0 : i];
            values[i] = Tensor.zeros(dtype, inputs[i].shape().evaluate(Map.of()));
            for (int j = 0; j < values[i].size(); j++) {
                values[i].set(j, value * (1 + j / 64.0));
            }
        }
        if (IntStream.range(0, inputs.length).anyMatch(i -> !Double.isFinite(values[i].get(0)))) {
            return;
        }
        Exact[] wanted = exact(left, inputs, values, null, null);
        double largest = dtype == DType.FLOAT64 ? Double.MAX_VALUE : Float.MAX_VALUE;
        if (IntStream.range(0, wanted.length).anyMatch(i -> Math.abs(wanted[i].toDouble()) > largest)) {
            return;
        }
        Tensor naive = Interpreter.evaluate(left, Arrays.asList(inputs), values);
        if (IntStream.range(0, wanted.length).noneMatch(i -> apart(wanted[i], naive.get(i), 1e-3))) {
            problem("unbroken", "the left side is right at " + Arrays.toString(at) + ": " + naive);
        }
        tally.rescues++;
        double tolerance = dtype == DType.FLOAT64 ? 1e-12 : 1e-5;
        compare("rescue", wanted, Interpreter.evaluate(right, Arrays.asList(inputs), values), tolerance, values);
        double slack = dtype == DType.FLOAT64 ? 1e-14 : 1e-5;
        gradient(left, right, inputs, values, new Random(1), dtype == DType.FLOAT64 ? 1e-10 : 1e-3, slack);
    }

    /** At all combinations of special values NaN stays NaN, and infinity infinity, unless the rule says otherwise. */
    private void special(Expr left, Expr right, Expr[] inputs, DType dtype) {
        int combinations = (int) Math.pow(SPECIAL.length, Math.min(inputs.length, 2));
        for (int c = 0; c < combinations && !differs; c++) {
            Tensor[] values = new Tensor[inputs.length];
            for (int i = 0; i < inputs.length; i++) {
                double value = SPECIAL[i % 2 == 0 ? c % SPECIAL.length : c / SPECIAL.length];
                values[i] = Tensor.full(
                        dtype,
                        dtype == DType.FLOAT32 && Double.isFinite(value) ? narrowed(value) : value,
                        inputs[i].shape().evaluate(Map.of()));
            }
            Exact[] wanted;
            try {
                wanted = exact(left, inputs, values, null, null);
            } catch (Exact.Unrepresentable e) {
                continue;
            }
            Tensor naive = Interpreter.evaluate(left, Arrays.asList(inputs), values);
            Tensor found = Interpreter.evaluate(right, Arrays.asList(inputs), values);
            tally.specials += wanted.length;
            notWorse(wanted, naive, found, values);
            for (int j = 0; j < wanted.length; j++) {
                if (kind(wanted[j].toDouble()) != kind(found.get(j))
                        && kind(naive.get(j)) != kind(found.get(j))
                        && (rule.tags().contains(Tag.CHANGES_NAN)
                                || !tiny(values)
                                || kind(finer(left, inputs, values)[j].toDouble()) != kind(found.get(j)))) {
                    differs = true;
                    if (!rule.tags().contains(Tag.CHANGES_NAN)) {
                        problem(
                                "special",
                                "is " + found.get(j) + " but exactly " + wanted[j] + " at " + Arrays.toString(values)
                                        + "; the left side gives " + naive.get(j));
                        return;
                    }
                }
            }
        }
    }

    /** Where the left side has digits right, the right side has them right too. */
    private void notWorse(Exact[] wanted, Tensor naive, Tensor found, Tensor[] values) {
        double tolerance = naive.dtype() == DType.FLOAT64 ? 1e-13 : 1e-5;
        double tiny = naive.dtype() == DType.FLOAT64 ? Double.MIN_NORMAL : Float.MIN_NORMAL;
        for (int j = 0; j < wanted.length; j++) {
            boolean inRange = wanted[j].isFinite() && Math.abs(wanted[j].toDouble()) > tiny;
            if (inRange
                    && !apart(wanted[j], naive.get(j), tolerance)
                    && apart(wanted[j], found.get(j), 8 * tolerance)
                    && Double.isFinite(found.get(j))) {
                problem(
                        "worse",
                        "is " + found.get(j) + " but exactly " + wanted[j] + " at " + Arrays.toString(values)
                                + "; the left side gives " + naive.get(j));
                return;
            }
        }
    }

    private static boolean tiny(Tensor[] values) {
        return Arrays.stream(values).anyMatch(value -> value.get(0) != 0 && Math.abs(value.get(0)) < 1e-50);
    }

    /** With digits enough for 1 plus the smallest float. */
    private static Exact[] finer(Expr left, Expr[] inputs, Tensor[] values) {
        return Exact.withDigits(800, () -> exact(left, inputs, values, null, null));
    }

    private static double narrowed(double value) {
        double size = Math.min(Math.max(Math.abs(value), value == 0 ? 0 : Float.MIN_VALUE), Float.MAX_VALUE);
        return Math.copySign(size, value);
    }

    /** NaN, infinite of either sign, or finite. */
    private static int kind(double value) {
        return Double.isNaN(value) ? 3 : Double.isInfinite(value) ? (int) Math.signum(value) : 2;
    }

    private void compare(String kind, Exact[] wanted, Tensor found, double tolerance, Tensor[] values) {
        for (int i = 0; i < wanted.length; i++) {
            if (apart(wanted[i], found.get(i), tolerance)) {
                problem(
                        kind,
                        String.format(
                                Locale.ROOT,
                                "should be %s but is %s at %s",
                                wanted[i],
                                found.get(i),
                                Arrays.toString(values)));
                return;
            }
        }
    }

    /** Whether a float differs from the exact value by more than a share of it. */
    static boolean apart(Exact wanted, double found, double tolerance) {
        double value = wanted.toDouble();
        if (Double.isNaN(value) || Double.isNaN(found)) {
            return Double.isNaN(value) != Double.isNaN(found);
        }
        if (Double.isInfinite(value) || Double.isInfinite(found)) {
            return value != found;
        }
        return Math.abs(found - value) > tolerance * Math.abs(value) + 1e-40;
    }

    static Exact[] exact(Expr root, Expr[] inputs, Tensor[] values, Tensor[] direction, Exact step) {
        Map<Expr, Exact[]> bound = new IdentityHashMap<>();
        for (int i = 0; i < inputs.length; i++) {
            Exact[] at = ExactInterpreter.exact(values[i]);
            for (int j = 0; direction != null && j < at.length; j++) {
                at[j] = at[j].plus(step.times(Exact.of(direction[i].get(j))));
            }
            bound.put(inputs[i], at);
        }
        return ExactInterpreter.evaluate(root, bound);
    }
}
