package adjoint.loop;

import adjoint.expr.Dot;
import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Graph;
import adjoint.expr.Op;
import adjoint.tensor.Dim;
import adjoint.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The products in a step that wait for nothing carried: an element of a sequence times a matrix that stays the same. They
 * become one product of all steps before the loop, whose rows are a further sequence.
 */
final class Hoisted {
    private final List<Expr> elements = new ArrayList<>();
    private final List<Expr> sequences = new ArrayList<>();
    private final List<Expr> results;

    Hoisted(List<Expr> carried, List<Expr> elements, List<Expr> sequences, List<Expr> results) {
        Set<Op> inside = Collections.newSetFromMap(new IdentityHashMap<>());
        carried.forEach(value -> inside.add(value.op()));
        elements.forEach(element -> inside.add(element.op()));
        Map<Expr, Expr> replaced = new IdentityHashMap<>();
        for (Expr node : Graph.topological(results)) {
            if (node.op() instanceof Dot dot && !dot.ta() && node.rank() == 2) {
                int at = elements.indexOf(node.input(0));
                if (at >= 0 && isOutside(node.input(1), inside)) {
                    Expr product = node.site().during(() -> product(dot, sequences.get(at), node.input(1)));
                    Expr element = Expressions.input(
                            "product_t", node.dtype(), node.shape().dims().toArray());
                    replaced.put(node, element);
                    this.elements.add(element);
                    this.sequences.add(product);
                }
            }
        }
        this.results = Graph.substitute(results, replaced);
        List<Expr> left = Graph.topological(this.results);
        for (int i = elements.size() - 1; i >= 0; i--) {
            if (left.contains(elements.get(i)) || this.elements.isEmpty()) {
                this.elements.add(0, elements.get(i));
                this.sequences.add(0, sequences.get(i));
            }
        }
    }

    /** Whether nothing of a step's own is in an expression. */
    private static boolean isOutside(Expr expr, Set<Op> inside) {
        return Graph.topological(expr).stream().noneMatch(node -> inside.contains(node.op()));
    }

    private static Expr product(Dot dot, Expr sequence, Expr matrix) {
        Dim steps = sequence.shape().dim(0);
        Expr rows = sequence.reshape(
                steps.times(sequence.shape().dim(1)), sequence.shape().dim(2));
        Expr product = Expr.of(dot, rows, matrix);
        return product.reshape(new Shape(
                Stream.of(steps, sequence.shape().dim(1), product.shape().dim(1))
                        .toList()));
    }

    List<Expr> elements() {
        return elements;
    }

    List<Expr> sequences() {
        return sequences;
    }

    List<Expr> results() {
        return results;
    }
}
