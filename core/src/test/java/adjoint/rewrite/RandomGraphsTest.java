package adjoint.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.exact.Exact;
import adjoint.expr.Expr;
import adjoint.expr.Graph;
import adjoint.expr.Interpreter;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Thousands of random graphs: rewritten or not, in whatever order the rules are tried, they have the same values and
 * gradients, unless exact arithmetic says that those of the graph as written are wrong; and almost none costs more. More of them: {@code mvn -q -pl core test -Dtest=RandomGraphsTest -Dgraphs=1000000 -Dseed=1}.
 */
class RandomGraphsTest {
    private static final int COUNT = Integer.getInteger("graphs", 10_000);
    private static final long SEED = Long.getLong("seed", 20_240_229);
    private static final double TOLERANCE = 1e-7;

    /** Graphs that could be judged. */
    private int compared;

    /** Graphs that cost more afterwards, as where one of two exponentials that are multiplied is used elsewhere too. */
    private int dearer;

    @Test
    void rewritingKeepsValuesAndGradients() {
        for (int i = 0; i < COUNT; i++) {
            RandomGraph graph = new RandomGraph(SEED + i);
            Tensor[] point = graph.point();
            String problem = problem(graph.root(), graph.inputs(), point, i);
            if (problem != null) {
                Expr smallest = RandomGraph.shrunk(
                        graph.root(),
                        root -> problem(root, graph.inputs(), point, (int) (graph.seed() - SEED)) != null);
                throw new AssertionError("seed " + graph.seed() + ": "
                        + problem(smallest, graph.inputs(), point, i) + "\nthe smallest such graph:\n"
                        + RandomGraph.java(smallest, graph.inputs(), point) + "\nbecomes\n"
                        + Rewriter.optimise(List.of(smallest)).get(0) + "\nafter\n"
                        + Rewriter.with(Options.DEFAULT)
                                .optimised(List.of(smallest))
                                .log());
            }
        }
        assertThat(compared)
                .as("graphs with finite values that rounding does not swamp")
                .isGreaterThan(COUNT / 3);
        assertThat(dearer).as("graphs that cost more than before").isLessThanOrEqualTo(COUNT / 200);
    }

    /** What rewriting changes, or null. Where something is not finite, or a tiny change of the inputs changes the result, nothing can be said. */
    private String problem(Expr root, List<Expr> inputs, Tensor[] point, int order) {
        List<Expr> plain = new ArrayList<>(List.of(root.sum()));
        plain.addAll(RandomGraph.gradients(root.sum(), inputs));
        Rewriter.Result result = Rewriter.with(Options.DEFAULT).optimised(plain);
        dearer += dearer(plain, result.roots()) ? 1 : 0;
        List<Expr> rewritten = order % 10 == 0 ? shuffled(plain, order) : result.roots();
        if (!finite(Interpreter.evaluate(Graph.topological(plain), inputs, point))) {
            return null;
        }
        List<Tensor> wanted = Interpreter.evaluate(plain, inputs, point);
        List<Tensor> found = Interpreter.evaluate(rewritten, inputs, point);
        List<Tensor> nearby = Interpreter.evaluate(plain, inputs, RandomGraph.nudged(point, 1e-11));
        for (int k = 0; k < plain.size(); k++) {
            for (int j = 0; j < wanted.get(k).size(); j++) {
                double value = wanted.get(k).get(j);
                double scale = Math.max(1e-3, Math.abs(value));
                if (!Double.isFinite(value) || !(Math.abs(nearby.get(k).get(j) - value) < 1e-8 * scale)) {
                    return null;
                }
                if (!(Math.abs(found.get(k).get(j) - value) <= TOLERANCE * scale)
                        && exact(plain.get(k), inputs, point, j, value)) {
                    return (k == 0 ? "the value" : "gradient " + k + " at " + j) + " is "
                            + found.get(k).get(j) + " rewritten, but " + value + " as written";
                }
            }
        }
        compared++;
        return null;
    }

    /** Whether a graph as written has the right value; where it has lost its digits to rounding, nothing can be said. */
    private static boolean exact(Expr plain, List<Expr> inputs, Tensor[] point, int at, double value) {
        Exact[] exact = RuleTrial.exact(plain, inputs.toArray(Expr[]::new), point, null, null);
        return !RuleTrial.apart(exact[at], value, TOLERANCE);
    }

    /** Whether a graph costs more than before, both with shared parts counted once and with each use counted. */
    private static boolean dearer(List<Expr> before, List<Expr> after) {
        return shared(after) > shared(before) && apart(after) > apart(before);
    }

    private static int shared(List<Expr> roots) {
        return Graph.topological(roots).stream()
                .mapToInt(node -> Cost.weight(node.op()))
                .sum();
    }

    private static double apart(List<Expr> roots) {
        Map<Expr, Double> costs = new IdentityHashMap<>();
        for (Expr node : Graph.topological(roots)) {
            double inputs = node.inputs().stream().mapToDouble(costs::get).sum();
            costs.put(node, Cost.weight(node.op()) + inputs);
        }
        return roots.stream().mapToDouble(costs::get).sum();
    }

    /** Whether no value on the way is infinite or NaN: the sign of a zero, which rules need not keep, then has no effect. */
    private static boolean finite(List<Tensor> values) {
        return values.stream()
                .allMatch(value -> IntStream.range(0, value.size()).allMatch(i -> Double.isFinite(value.get(i))));
    }

    private static List<Expr> shuffled(List<Expr> roots, long seed) {
        List<Rule> rules = new ArrayList<>(RuleBook.rules());
        rules.removeIf(rule -> rule.phase() == Phase.SPECIALISE);
        Collections.shuffle(rules, new Random(seed));
        return new Engine(rules, new RewriteLog()).run(roots);
    }
}
