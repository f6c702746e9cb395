package adjoint.loop;

import adjoint.expr.Body;
import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Graph;
import adjoint.expr.Leaf;
import adjoint.expr.Op;
import adjoint.tensor.DType;
import adjoint.tensor.Dim;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A loop while it is put together from nodes of one step: some are carried, some read from sequences, some captured. Once it
 * is {@linkplain #close closed}, its results can be taken. A parameter that is given no part here is captured as it is.
 */
final class LoopParts {
    private final List<Expr> carried = new ArrayList<>();
    private final List<Expr> first = new ArrayList<>();
    private final List<Expr> next = new ArrayList<>();
    private final List<Expr> elements = new ArrayList<>();
    private final List<Expr> sequences = new ArrayList<>();
    private final List<Expr> captured = new ArrayList<>();
    private final List<Expr> values = new ArrayList<>();
    private final List<Expr> emitted = new ArrayList<>();
    private final Map<Expr, Expr> standIns = new IdentityHashMap<>();
    private Packing packing;
    private Expr node;

    /** Carries a value: its parameter, what it is at first, and what it becomes in a step. */
    int carry(Expr parameter, Expr start, Expr becomes) {
        carried.add(parameter);
        first.add(start);
        next.add(becomes);
        return carried.size() - 1;
    }

    /** Reads a sequence: the node that is its element in a step, a parameter or anything computed. */
    void read(Expr node, Expr sequence) {
        Expr element = node;
        if (!(node.op() instanceof Leaf.Input) || node.dtype() != sequence.dtype()) {
            element = node.site()
                    .during(() -> Expressions.input(
                            "kept", sequence.dtype(), node.shape().dims().toArray()));
            standIns.put(node, element.cast(node.dtype()));
        }
        elements.add(element);
        sequences.add(sequence);
    }

    /** Captures a value from outside. */
    void capture(Expr parameter, Expr value) {
        captured.add(parameter);
        values.add(value);
    }

    /** Emits a value at each step; a node that is emitted already keeps its number. */
    int emit(Expr value) {
        int at = emitted.indexOf(value);
        if (at < 0) {
            emitted.add(value);
            at = emitted.size() - 1;
        }
        return at;
    }

    /** Makes the loop's node; sequences and captured values that no step uses are left out. */
    void close(Dim length, boolean reverse, DType dtype, Keep keep, boolean ends) {
        List<Expr> results = new ArrayList<>();
        for (int i = 0; i < next.size(); i++) {
            results.add(next.get(i).broadcastTo(carried.get(i).shape()));
        }
        results.addAll(emitted);
        results = Graph.substitute(results, standIns);
        Set<Op> used = Collections.newSetFromMap(new IdentityHashMap<>());
        Graph.topological(results).forEach(node -> used.add(node.op()));
        List<Expr> parameters = new ArrayList<>(carried);
        List<Expr> inputs = new ArrayList<>(first);
        addUsed(elements, sequences, used, parameters, inputs);
        int read = parameters.size() - carried.size();
        addUsed(captured, values, used, parameters, inputs);
        Body body = Body.capturing(parameters, results, inputs);
        ScanOp op = new ScanOp(body, carried.size(), read, length, reverse, dtype, keep, ends, Map.of());
        packing = op.packing();
        node = Expr.of(op, inputs);
    }

    private static void addUsed(
            List<Expr> from, List<Expr> given, Set<Op> used, List<Expr> parameters, List<Expr> inputs) {
        for (int i = 0; i < from.size(); i++) {
            if (used.contains(from.get(i).op())) {
                parameters.add(from.get(i));
                inputs.add(given.get(i));
            }
        }
    }

    /** What is carried at the end. */
    Expr last(int i) {
        return packing.part(node, i);
    }

    /** All values of something emitted. */
    Expr emitted(int i) {
        return packing.part(node, carried.size() + i);
    }
}
