package adjoint.inspect;

import adjoint.expr.Expr;
import adjoint.expr.Graph;
import adjoint.expr.Interpreter;
import adjoint.expr.Leaf;
import adjoint.tensor.Dim;
import adjoint.tensor.Sizes;
import adjoint.tensor.Tensor;
import adjoint.tensor.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The values and sizes that an explanation is given.
 *
 * @param values by input
 * @param sizes numbers of named sizes that no value tells
 */
record Data(Map<Leaf.Input, Tensor> values, Map<String, Integer> sizes) {
    static final Data NONE = new Data(Map.of(), Map.of());

    private static final int FIRST = 12;

    /** This data with the value of one more input. */
    Data given(Expr input, Tensor value) {
        if (!(input.op() instanceof Leaf.Input leaf)) {
            throw new IllegalArgumentException("values are given for inputs, but " + input
                    + " is computed or has a value of its own\n  made at " + input.site());
        }
        Map<Leaf.Input, Tensor> more = new LinkedHashMap<>(values);
        more.put(leaf, value);
        Sizes known = new Sizes();
        more.forEach((other, tensor) -> known.match("input '" + other.name() + "'", other.type(), tensor));
        Map<String, Integer> all = new TreeMap<>(sizes);
        all.putAll(known.numbers());
        return new Data(more, all);
    }

    /** This data with the number of one more named size. */
    Data with(String size, int number) {
        Map<String, Integer> more = new TreeMap<>(sizes);
        more.put(size, number);
        return new Data(values, more);
    }

    /** The named sizes of some nodes that have no number. */
    Set<String> open(Collection<Expr> nodes) {
        Set<String> open = new TreeSet<>();
        for (Expr node : nodes) {
            for (Dim dim : node.shape().dims()) {
                open.addAll(dim.names());
            }
        }
        open.removeAll(sizes.keySet());
        return open;
    }

    /** Whether all nodes can be computed. */
    private boolean suffices(List<Expr> nodes) {
        return open(nodes).isEmpty()
                && nodes.stream().allMatch(node -> !(node.op() instanceof Leaf.Input leaf) || values.containsKey(leaf));
    }

    /** The value of each node below some roots; nothing where values or sizes are missing. */
    Map<Expr, Tensor> evaluate(Collection<Expr> roots) {
        Map<Expr, Tensor> found = new IdentityHashMap<>();
        List<Expr> nodes = Graph.topological(roots);
        boolean asked = !values.isEmpty()
                || nodes.stream().noneMatch(node -> node.op() instanceof Leaf.Input) && !sizes.isEmpty();
        if (asked && suffices(nodes)) {
            List<Tensor> results = Interpreter.evaluate(nodes, values, sizes);
            for (int i = 0; i < nodes.size(); i++) {
                found.put(nodes.get(i), results.get(i));
            }
        }
        return found;
    }

    /** This data with small numbers for every size and input that has none, the same ones each time. */
    Data completed(List<Expr> nodes, int size) {
        Map<String, Integer> all = new TreeMap<>(sizes);
        open(nodes).forEach(name -> all.put(name, size));
        Map<Leaf.Input, Tensor> more = new LinkedHashMap<>(values);
        for (Expr node : nodes) {
            if (node.op() instanceof Leaf.Input leaf) {
                more.computeIfAbsent(leaf, input -> invented(input.type(), all, more.size()));
            }
        }
        return new Data(more, all);
    }

    /** Numbers between -1 and 1 with one digit that do not repeat soon; for integers zeros and ones. */
    private static Tensor invented(Type type, Map<String, Integer> sizes, int number) {
        Tensor value = Tensor.zeros(type.dtype(), type.shape().evaluate(sizes));
        for (int i = 0; i < value.size(); i++) {
            int turn = (7 * i + 3 * number + 5) % 19;
            value.set(i, type.dtype().isFloat() ? (turn - 9) / 10.0 : turn % 2);
        }
        return value;
    }

    /** Statistics of a value. */
    static PageData.Values statistics(Tensor value) {
        double[] all = value.toDoubles();
        double[] finite = Arrays.stream(all).filter(Double::isFinite).toArray();
        double mean = Arrays.stream(finite).average().orElse(Double.NaN);
        double variance = Arrays.stream(finite)
                .map(x -> (x - mean) * (x - mean))
                .average()
                .orElse(Double.NaN);
        return new PageData.Values(
                all.length,
                rounded(Arrays.stream(finite).min().orElse(Double.NaN)),
                rounded(Arrays.stream(finite).max().orElse(Double.NaN)),
                rounded(mean),
                rounded(Math.sqrt(variance)),
                (int) Arrays.stream(all).filter(x -> x == 0).count(),
                all.length - finite.length,
                Arrays.stream(all).limit(FIRST).map(Data::rounded).toArray());
    }

    private static double rounded(double value) {
        return Double.parseDouble(Numbers.significant(value, 6));
    }

    /** The largest difference of two values; entries that are alike, NaN too, differ by 0. */
    static double difference(Tensor a, Tensor b) {
        double[] one = a.toDoubles();
        double[] other = b.toDoubles();
        double largest = 0;
        for (int i = 0; i < one.length; i++) {
            double apart = Double.compare(one[i], other[i % other.length]) == 0
                    ? 0
                    : Math.abs(one[i] - other[i % other.length]);
            largest = Double.isNaN(apart) || apart > largest ? apart : largest;
        }
        return largest;
    }

    /** The named sizes and their numbers in words. */
    String words() {
        List<String> words = new ArrayList<>();
        sizes.forEach((name, number) -> words.add(name + " = " + number));
        return String.join(", ", words);
    }
}
