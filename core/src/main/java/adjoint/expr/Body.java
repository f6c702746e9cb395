package adjoint.expr;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A graph of its own inside an op: what one step of a loop or one branch of a choice computes. It depends on its parameters
 * and on nothing else but constants and sizes; two bodies are equal if they compute the same from the same parameters.
 */
public final class Body {
    private final List<Expr> parameters;
    private final List<Expr> results;

    /**
     * A body.
     *
     * @param parameters inputs made for this body alone
     * @param results graphs over the parameters
     */
    public Body(List<Expr> parameters, List<Expr> results) {
        this.parameters = List.copyOf(parameters);
        this.results = List.copyOf(results);
    }

    public List<Expr> parameters() {
        return parameters;
    }

    public List<Expr> results() {
        return results;
    }

    /** The same parameters with other results. */
    public Body withResults(List<Expr> others) {
        return new Body(parameters, others);
    }

    /** The results with expressions in the place of the parameters. */
    public List<Expr> apply(List<Expr> arguments) {
        Map<Expr, Expr> given = new IdentityHashMap<>();
        for (int i = 0; i < parameters.size(); i++) {
            given.put(parameters.get(i), arguments.get(i));
        }
        return Graph.substitute(results, given);
    }

    /** The input leaves that stand for the parameters. */
    public List<Leaf.Input> leaves() {
        return parameters.stream().map(parameter -> (Leaf.Input) parameter.op()).toList();
    }

    /**
     * The graphs under some roots with what does not depend on the parameters replaced by further parameters.
     *
     * @param parameters what the graphs were written in terms of
     * @param roots the graphs
     * @param captured what the further parameters stand for is added here, in order
     */
    public static Body capturing(List<Expr> parameters, List<Expr> roots, List<Expr> captured) {
        Set<Op> own = parameters.stream().map(Expr::op).collect(Collectors.toSet());
        Map<Expr, Boolean> varying = new IdentityHashMap<>();
        List<Expr> order = Graph.topological(roots);
        for (Expr node : order) {
            varying.put(node, own.contains(node.op()) || node.inputs().stream().anyMatch(varying::get));
        }
        Map<Expr, Expr> standIns = new IdentityHashMap<>();
        List<Expr> all = new ArrayList<>(parameters);
        for (Expr node : order) {
            for (Expr input : varying.get(node) ? node.inputs() : List.<Expr>of()) {
                capture(input, varying, standIns, all, captured);
            }
        }
        for (Expr root : roots) {
            capture(root, varying, standIns, all, captured);
        }
        return new Body(all, Graph.substitute(roots, standIns));
    }

    private static void capture(
            Expr node, Map<Expr, Boolean> varying, Map<Expr, Expr> standIns, List<Expr> all, List<Expr> captured) {
        boolean kept = varying.get(node) || isFixed(node) || standIns.containsKey(node);
        if (!kept) {
            Expr standIn = parameter(node.name() == null ? "outer" + all.size() : node.name(), node);
            standIns.put(node, standIn);
            all.add(standIn);
            captured.add(node);
        }
    }

    /** Constants and sizes, spread or not: they stay where they are used, so that rules see them. */
    private static boolean isFixed(Expr node) {
        Expr source = node;
        while (source.op() instanceof Layout && source.inputs().size() == 1) {
            source = source.input(0);
        }
        return source.op() instanceof Leaf.Constant || source.op() instanceof Leaf.OfSizes;
    }

    /** A parameter of a node's type. */
    public static Expr parameter(String name, Expr like) {
        return like.site().during(() -> Expr.of(new Leaf.Input(name, like.type())));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Body that
                && leaves().equals(that.leaves())
                && results.size() == that.results.size()
                && (results.equals(that.results) || Graph.same(results, that.results));
    }

    @Override
    public int hashCode() {
        return leaves().hashCode() * 31 + results.size();
    }
}
