package adjoint.rewrite;

import adjoint.expr.Elementwise;
import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Graph;
import adjoint.tensor.DType;
import adjoint.tensor.Shape;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** A graph grown at random from a seed, of the kinds of nodes that rules look for. */
final class RandomGraph {
    private final long seed;
    private final Random random;
    private final List<Expr> inputs = List.of(
            Expressions.input("x", 2, 3),
            Expressions.input("y", 2, 3),
            Expressions.input("z", 3),
            Expressions.input("s"));
    private final List<Expr> pool = new ArrayList<>(inputs);

    RandomGraph(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
        int size = 3 + random.nextInt(12);
        while (pool.size() < inputs.size() + size) {
            Expr a = pick();
            Expr made = random.nextInt(4) == 0 && a.rank() > 0 ? structured(a) : elementwise(a);
            if (made != null) {
                pool.add(made);
            }
        }
    }

    long seed() {
        return seed;
    }

    List<Expr> inputs() {
        return inputs;
    }

    Expr root() {
        return pool.get(pool.size() - 1);
    }

    Tensor[] point() {
        return inputs.stream()
                .map(input -> {
                    Tensor value = Tensor.zeros(DType.FLOAT64, input.shape().evaluate(Map.of()));
                    IntStream.range(0, value.size()).forEach(i -> value.set(i, random.nextDouble(-1.5, 1.5)));
                    return value;
                })
                .toArray(Tensor[]::new);
    }

    static Tensor[] nudged(Tensor[] point, double by) {
        Tensor[] moved = new Tensor[point.length];
        for (int k = 0; k < point.length; k++) {
            moved[k] = point[k].copy();
            for (int i = 0; i < moved[k].size(); i++) {
                moved[k].set(i, point[k].get(i) * (1 + by * ((i + k) % 3 - 1)));
            }
        }
        return moved;
    }

    private Expr pick() {
        return pool.get(random.nextBoolean() ? random.nextInt(pool.size()) : pool.size() - 1 - random.nextInt(4));
    }

    /** Another node that broadcasts with this one; the node itself, if nothing else does. */
    private Expr partner(Expr a) {
        for (int i = 0; i < 5; i++) {
            Expr b = pick();
            if (b.shape().broadcastsTo(a.shape()) || a.shape().broadcastsTo(b.shape())) {
                return b;
            }
        }
        return a;
    }

    private Expr elementwise(Expr a) {
        Expr b = partner(a);
        double number = new double[] {0, 1, -1, 2, 0.5, -3}[random.nextInt(6)];
        return switch (random.nextInt(34)) {
            case 0, 1 -> a.add(b);
            case 2, 3 -> a.sub(b);
            case 4, 5 -> a.mul(b);
            case 6, 7 -> a.div(b);
            case 8 -> a.neg();
            case 9, 10, 11 -> a.exp();
            case 12, 13, 14 -> a.log();
            case 15 -> a.add(number);
            case 16 -> a.mul(number);
            case 17 -> a.rsub(number);
            case 18 -> a.sub(number);
            case 19 -> a.div(number == 0 ? 4 : number);
            case 20 -> a.square();
            case 21 -> a.sqrt();
            case 22 -> a.tanh();
            case 23 -> a.sigmoid();
            case 24 -> a.softplus();
            case 25 -> a.abs();
            case 26 -> a.ones().div(a);
            case 27 -> Expressions.maximum(a, b);
            case 28 -> Expressions.where(a.gt(b), a, b);
            case 29 -> a.log1p();
            case 30 -> a.expm1();
            case 31 -> a.pow(number);
            case 32 -> a.erf();
            default -> a.cosh();
        };
    }

    private Expr structured(Expr a) {
        int axis = random.nextInt(a.rank());
        return switch (random.nextInt(14)) {
            case 0, 1, 2 -> a.sum(axis).expand(axis);
            case 3 -> a.sum(axis);
            case 4 -> a.sum();
            case 5 -> a.mean(axis).expand(axis);
            case 6 -> a.max(axis).expand(axis);
            case 7 -> a.logSumExp(axis).expand(axis);
            case 8 -> a.softmax(axis);
            case 9 -> a.logSoftmax(axis);
            case 10 ->
                a.rank() == 2 && a.shape().dim(0).isOne()
                        ? a.squeeze(0)
                        : a.expand(0).squeeze(0);
            case 11 -> a.transpose().transpose();
            case 12 -> a.flatten().reshape(a.shape());
            default ->
                a.shape().equals(Shape.of(3))
                        ? a.broadcastTo(Shape.of(2, 3))
                        : a.slice(axis, 0, 1).sum(axis);
        };
    }

    /** The gradient of a scalar as the ops' own products make it, without any rewriting. */
    static List<Expr> gradients(Expr loss, List<Expr> wrt) {
        Map<Expr, Expr> adjoints = new IdentityHashMap<>();
        adjoints.put(loss, loss.ones());
        List<Expr> order = Graph.topological(loss);
        for (int i = order.size() - 1; i >= 0; i--) {
            Expr node = order.get(i);
            Expr g = adjoints.get(node);
            if (g == null || node.inputs().isEmpty()) {
                continue;
            }
            List<Expr> shares = node.op().vjp(node, g, node.inputs());
            for (int k = 0; k < shares.size(); k++) {
                if (shares.get(k) != null) {
                    adjoints.merge(
                            node.input(k), summed(shares.get(k), node.input(k).shape()), Expr::add);
                }
            }
        }
        return wrt.stream()
                .map(x -> adjoints.getOrDefault(x, x.zeros().broadcastTo(x.shape())))
                .toList();
    }

    private static Expr summed(Expr g, Shape to) {
        Expr result = g;
        while (result.rank() > to.rank()) {
            result = result.sum(0);
        }
        for (int axis = 0; axis < result.rank(); axis++) {
            int at = axis + to.rank() - result.rank();
            if (to.dim(at).isOne() && !result.shape().dim(axis).isOne()) {
                result = result.sum(axis).expand(axis);
            }
        }
        return result.broadcastTo(to);
    }

    /** The smallest part of a graph that still fails, with inputs in place of nodes as long as it does. */
    static Expr shrunk(Expr root, Predicate<Expr> fails) {
        Expr smallest = root;
        boolean smaller = true;
        while (smaller) {
            Expr now = smallest;
            smaller = false;
            List<Expr> candidates = new ArrayList<>(Graph.topological(now));
            candidates.removeIf(node ->
                    node == now || !node.dtype().isFloat() || node.inputs().isEmpty());
            for (Expr node : List.copyOf(candidates)) {
                for (Expr simpler : node.inputs()) {
                    if (simpler.type().equals(node.type())) {
                        candidates.add(Graph.substitute(List.of(now), Map.of(node, simpler))
                                .get(0));
                    }
                }
            }
            candidates.sort(Comparator.comparingInt(RandomGraph::size));
            for (Expr candidate : candidates) {
                if (size(candidate) < size(now) && fails.test(candidate)) {
                    smallest = candidate;
                    smaller = true;
                    break;
                }
            }
        }
        return smallest;
    }

    private static int size(Expr root) {
        return Graph.topological(root).size();
    }

    /** Code that builds a graph and names the point to evaluate it at. */
    static String java(Expr root, List<Expr> inputs, Tensor[] point) {
        StringBuilder code = new StringBuilder();
        Map<Expr, String> names = new IdentityHashMap<>();
        for (int k = 0; k < inputs.size(); k++) {
            Expr input = inputs.get(k);
            names.put(input, input.name());
            String sizes = input.shape().dims().stream().map(dim -> ", " + dim).reduce("", String::concat);
            code.append("Expr ")
                    .append(input.name())
                    .append(" = input(\"")
                    .append(input.name())
                    .append('"')
                    .append(sizes)
                    .append("); // ")
                    .append(point[k])
                    .append('\n');
        }
        for (Expr node : Graph.topological(root)) {
            if (!names.containsKey(node)) {
                names.put(node, "e" + names.size());
                code.append("Expr ")
                        .append(names.get(node))
                        .append(" = ")
                        .append(call(node, names))
                        .append(";\n");
            }
        }
        return code.toString();
    }

    private static String call(Expr node, Map<Expr, String> names) {
        if (node.constant() != null) {
            return "constant(" + node.constant().get(0) + ")" + (node.rank() > 0 ? " /* " + node.type() + " */" : "");
        }
        List<String> in = node.inputs().stream().map(names::get).toList();
        String name = node.op().name();
        if (node.op() instanceof Elementwise
                && !List.of("where", "maximum", "power", "cast").contains(name)) {
            return in.get(0) + "." + name + "(" + String.join(", ", in.subList(1, in.size())) + ")";
        }
        String label = node.op().label();
        return label.startsWith(name + "[axis=")
                ? in.get(0) + "." + label.replace("[axis=", "(").replace("]", ")")
                : name.equals("where") || name.equals("maximum")
                        ? name + "(" + String.join(", ", in) + ")"
                        : in.get(0) + "." + label.replace("[", "(").replace("]", ")");
    }
}
