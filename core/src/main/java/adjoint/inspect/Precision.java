package adjoint.inspect;

import adjoint.autodiff.Grads;
import adjoint.exact.Exact;
import adjoint.exact.ExactTensor;
import adjoint.expr.Dot;
import adjoint.expr.ExactInterpreter;
import adjoint.expr.Expr;
import adjoint.expr.Graph;
import adjoint.expr.Interpreter;
import adjoint.expr.Leaf;
import adjoint.rewrite.Options;
import adjoint.rewrite.RewriteLog;
import adjoint.rewrite.Rewriter;
import adjoint.run.CompiledFunction;
import adjoint.tensor.AdjointException;
import adjoint.tensor.ErrorCode;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Where digits are lost. Every node is evaluated twice on the same inputs, in its own element type and in arithmetic of 60
 * digits; for each node the {@linkplain PrecisionProfile profile} says how many bits of its value are wrong, how many of them
 * the node itself loses, and on which of the user's lines.
 *
 * <pre>{@code
 * Precision.of(loss).asWritten().given(x, batch).measure().worst();   // the culprit
 * Precision.of(loss).given(x, batch).measure().worst().bits();        // after rewriting
 * }</pre>
 *
 * <p>The measure is that of Panchekha, Sanchez-Stern, Wilcox and Tatlock (PLDI 2015) and of Sanchez-Stern, Panchekha, Lerner
 * and Tatlock (PLDI 2018): bits of error are the binary logarithm of 1 plus the number of floats between a value and the
 * exact one, and a node's local error is that of its op on exact inputs, rounded.
 */
public final class Precision {
    /** What is evaluated in 60 digits, about, in a second. */
    private static final double A_SECOND = 4e5;

    private static final double MOST_SECONDS = 60;

    private static final double EXPLAINED_SECONDS = 2;
    private static final int EXPLAINED_NODES = 2_000;
    private static final double EXPLAINED_BITS = 10;

    private final List<Expr> roots;
    private final int forward;
    private final Options options;
    private final Data data;
    private final double seconds;

    private Precision(List<Expr> roots, int forward, Options options, Data data, double seconds) {
        this.roots = roots;
        this.forward = forward;
        this.options = options;
        this.data = data;
        this.seconds = seconds;
    }

    /** The precision of some expressions as they are compiled with the rules of the book. */
    public static Precision of(Expr... roots) {
        return new Precision(List.of(roots), roots.length, Options.DEFAULT, Data.NONE, MOST_SECONDS);
    }

    /** The precision of a loss and its gradient. */
    public static Precision of(Grads grads) {
        List<Expr> roots = new ArrayList<>();
        if (grads.loss() != null) {
            roots.add(grads.loss());
        }
        int forward = roots.size();
        roots.addAll(grads.all());
        return new Precision(roots, forward, Options.DEFAULT, Data.NONE, MOST_SECONDS);
    }

    /** The precision of what a function returns and updates, rewritten with its own rules; nothing is updated. */
    public static Precision of(CompiledFunction function) {
        List<Expr> roots = function.written();
        return new Precision(roots, roots.size(), function.options(), Data.NONE, MOST_SECONDS);
    }

    /** The same without any rewriting. */
    public Precision asWritten() {
        return new Precision(roots, forward, null, data, seconds);
    }

    /** The same with chosen rules. */
    public Precision with(Options chosen) {
        return new Precision(roots, forward, chosen, data, seconds);
    }

    /** The value of an input. */
    public Precision given(Expr input, Tensor value) {
        return new Precision(roots, forward, options, data.given(input, value), seconds);
    }

    /** How long the exact evaluation may take, by an estimate made before it begins; a minute where nothing is said. */
    public Precision within(double mostSeconds) {
        return new Precision(roots, forward, options, data, mostSeconds);
    }

    /**
     * Evaluates every node twice.
     *
     * @throws AdjointException if an input has no value, or the estimated time is longer than allowed
     */
    public PrecisionProfile measure() {
        Rewriter.Result rewritten = options == null
                ? Rewriter.untouched(roots)
                : Rewriter.with(options).optimised(roots);
        List<Expr> nodes = Graph.topological(rewritten.roots());
        Map<Expr, String> notes = notes(rewritten);
        requireInputs(nodes);
        requireTime(nodes);
        Set<Expr> ahead = Collections.newSetFromMap(new IdentityHashMap<>());
        ahead.addAll(Graph.topological(rewritten.roots().subList(0, forward)));
        Map<Expr, Tensor> working = new IdentityHashMap<>();
        Map<Expr, Exact[]> exact = new IdentityHashMap<>();
        Map<Expr, Double> bits = new IdentityHashMap<>();
        List<PrecisionProfile.Row> rows = new ArrayList<>();
        for (Expr node : nodes) {
            Tensor value = working(node, working);
            working.put(node, value);
            exact.put(node, exact(node, value, exact));
            Worst total = Worst.of(value, exact.get(node));
            bits.put(node, total.bits);
            if (!node.inputs().isEmpty()) {
                double inherited =
                        node.inputs().stream().mapToDouble(bits::get).max().orElse(0);
                rows.add(new PrecisionProfile.Row(
                        node,
                        ahead.contains(node),
                        total.bits,
                        local(node, exact),
                        inherited,
                        total.element,
                        value.size() == 0 ? Double.NaN : value.get(total.element),
                        value.size() == 0 ? Exact.NAN : exact.get(node)[total.element],
                        notes.getOrDefault(node, "")));
            }
        }
        return new PrecisionProfile(rows);
    }

    /**
     * The values that rewriting saves on this data.
     *
     * @param bits of error beyond which a value counts as wrong; NaN and infinity count as wrong where the exact value is a
     *     number
     * @throws AdjointException as {@link #measure} does
     */
    public Rescues rescued(double bits) {
        List<Expr> results = roots.stream().map(Rescues::perRow).distinct().toList();
        List<Expr> nodes = Graph.topological(results);
        requireInputs(nodes);
        requireTime(nodes);
        Map<Expr, Tensor> working = new IdentityHashMap<>();
        Map<Expr, Exact[]> exact = new IdentityHashMap<>();
        for (Expr node : nodes) {
            working.put(node, working(node, working));
            exact.put(node, exact(node, working.get(node), exact));
        }
        Options chosen = options == null ? Options.DEFAULT : options;
        return new Rescues.Search(
                        results, chosen, data, results.stream().map(exact::get).toList(), bits)
                .run();
    }

    /** What rewriting saves on an explanation's data; null where data is missing, or it would take long. */
    static Rescues rescued(List<Expr> roots, Options options, Data data) {
        List<Expr> nodes = Graph.topological(roots);
        Precision precision = new Precision(roots, roots.size(), options, data, EXPLAINED_SECONDS);
        return nodes.size() > EXPLAINED_NODES
                        || data.evaluate(roots).isEmpty()
                        || precision.numbers(nodes) > A_SECOND * EXPLAINED_SECONDS
                ? null
                : precision.rescued(EXPLAINED_BITS);
    }

    /** For each node, the rule that made it or, of what no rule made safe, the cure. */
    private static Map<Expr, String> notes(Rewriter.Result rewritten) {
        Map<Expr, String> notes = new IdentityHashMap<>();
        for (RewriteLog.Firing firing : rewritten.log().firings()) {
            notes.put(firing.replacement(), "made by rule " + firing.rule().name());
        }
        rewritten.dangers().forEach(danger -> notes.put(danger.node(), danger.danger() + "; " + danger.cure()));
        return notes;
    }

    private void requireInputs(List<Expr> nodes) {
        for (Expr node : nodes) {
            if (node.op() instanceof Leaf.Input input && !data.values().containsKey(input)) {
                throw new AdjointException(
                        ErrorCode.ARGUMENT,
                        "Precision.measure: input '" + input.name() + "' of type " + input.type()
                                + " has no value; give it one by given(input, value)",
                        node.site().toString());
            }
        }
    }

    /** How many numbers of 60 digits all nodes take; in a product each term counts. */
    private double numbers(List<Expr> nodes) {
        double numbers = 0;
        for (Expr node : nodes) {
            double size = Tensor.sizeOf(node.shape().evaluate(data.sizes()));
            int[] first = node.op() instanceof Dot ? node.input(0).shape().evaluate(data.sizes()) : new int[] {1};
            numbers += size * (node.op() instanceof Dot dot ? first[first.length - (dot.ta() ? 2 : 1)] : 1);
        }
        return numbers;
    }

    private void requireTime(List<Expr> nodes) {
        double numbers = numbers(nodes);
        if (numbers / A_SECOND > seconds) {
            throw new AdjointException(
                    ErrorCode.ARGUMENT,
                    String.format(
                            Locale.ROOT,
                            "Precision.measure: %.3g numbers of 60 digits would take about %.0f s, and %.0f s are allowed;"
                                    + " give fewer rows, or allow more by within(seconds)",
                            numbers,
                            numbers / A_SECOND,
                            seconds));
        }
    }

    private Tensor working(Expr node, Map<Expr, Tensor> values) {
        if (node.op() instanceof Leaf) {
            return Interpreter.evaluate(List.of(node), data.values(), data.sizes())
                    .get(0);
        }
        return evaluated(node, node.inputs().stream().map(values::get).toArray(Tensor[]::new));
    }

    private Tensor evaluated(Expr node, Tensor[] in) {
        Tensor out = Tensor.zeros(node.dtype(), node.shape().evaluate(data.sizes()));
        node.op().resolve(data.sizes()).eval(in, out);
        return out;
    }

    /** The exact value; of an op that has none, such as a random one, the working value counts as exact. */
    private Exact[] exact(Expr node, Tensor working, Map<Expr, Exact[]> values) {
        if (node.op() instanceof Leaf) {
            return ExactTensor.of(working).values();
        }
        try {
            return ExactInterpreter.value(
                    node, node.inputs().stream().map(values::get).toList(), data.sizes());
        } catch (UnsupportedOperationException | Exact.Unrepresentable e) {
            return ExactTensor.of(working).values();
        }
    }

    /** The bits that the op loses on exact inputs, rounded. */
    private double local(Expr node, Map<Expr, Exact[]> exact) {
        Tensor[] in = new Tensor[node.inputs().size()];
        for (int i = 0; i < in.length; i++) {
            Expr input = node.input(i);
            in[i] = Tensor.zeros(input.dtype(), input.shape().evaluate(data.sizes()));
            for (int k = 0; k < in[i].size(); k++) {
                in[i].set(k, exact.get(input)[k].toDouble());
            }
        }
        return Worst.of(evaluated(node, in), exact.get(node)).bits;
    }

    /** The element of an array with the most bits of error. */
    private record Worst(double bits, int element) {
        static Worst of(Tensor value, Exact[] exact) {
            double[] bits = IntStream.range(0, exact.length)
                    .mapToDouble(i -> PrecisionProfile.bits(value.get(i), exact[i], value.dtype()))
                    .toArray();
            double most = Arrays.stream(bits).max().orElse(0);
            int element = IntStream.range(0, bits.length)
                    .filter(i -> bits[i] == most)
                    .findFirst()
                    .orElse(0);
            return new Worst(most, element);
        }
    }
}
