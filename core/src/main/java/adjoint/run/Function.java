package adjoint.run;

import adjoint.expr.Expr;
import adjoint.expr.Graph;
import adjoint.expr.Interpreter;
import adjoint.expr.Leaf;
import adjoint.expr.Shared;
import adjoint.rewrite.Rewriter;
import adjoint.tensor.Sizes;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A compiled function of some inputs: it returns outputs and updates shared variables.
 *
 * <pre>{@code
 * Function step = function(x, y).returning(loss).updating(sgd(params, grads, rate)).compile();
 * double nll = step.call(xs, ys).scalar();
 * }</pre>
 */
public final class Function {
    private final List<Expr> inputs;
    private final List<Expr> outputs;
    private final List<Shared> updated;
    private final List<Expr> roots;

    private Function(List<Expr> inputs, List<Expr> outputs, Map<Shared, Expr> updates, Map<Expr, Expr> givens) {
        this.inputs = inputs;
        this.outputs = outputs;
        this.updated = List.copyOf(updates.keySet());
        List<Expr> all = new ArrayList<>(outputs);
        all.addAll(updates.values());
        this.roots = Rewriter.optimise(Graph.substitute(all, givens));
    }

    /** Starts a function of the given inputs. */
    public static Builder function(Expr... inputs) {
        return new Builder(List.of(inputs));
    }

    /** Collects what a function consists of. */
    public static final class Builder {
        private final List<Expr> inputs;
        private final List<Expr> outputs = new ArrayList<>();
        private final Map<Shared, Expr> updates = new LinkedHashMap<>();
        private final Map<Expr, Expr> givens = new IdentityHashMap<>();

        private Builder(List<Expr> inputs) {
            this.inputs = inputs;
        }

        /** Adds outputs. */
        public Builder returning(Expr... more) {
            outputs.addAll(Arrays.asList(more));
            return this;
        }

        /** Gives shared variables new values after each call; all are computed from the old ones. */
        public Builder updating(Map<Shared, Expr> more) {
            updates.putAll(more);
            return this;
        }

        public Builder updating(Shared variable, Expr next) {
            return updating(Map.of(variable, next));
        }

        /** Puts another expression of the same type in the place of a node. */
        public Builder given(Expr node, Expr replacement) {
            givens.put(node, replacement);
            return this;
        }

        public Function compile() {
            return new Function(inputs, List.copyOf(outputs), updates, givens);
        }
    }

    /** Calls the function and returns its first output. */
    public Tensor call(Tensor... values) {
        return callAll(values).get(0);
    }

    /** Calls the function and returns all outputs. */
    public List<Tensor> callAll(Tensor... values) {
        if (values.length != inputs.size()) {
            throw new IllegalArgumentException("the function takes " + inputs.size() + " inputs, not " + values.length);
        }
        Sizes sizes = new Sizes();
        Map<Leaf.Input, Tensor> bound = new IdentityHashMap<>();
        for (int i = 0; i < values.length; i++) {
            sizes.match("input '" + inputs.get(i).name() + "'", inputs.get(i).type(), values[i]);
            bound.put((Leaf.Input) inputs.get(i).op(), values[i]);
        }
        List<Tensor> results = Interpreter.evaluate(roots, bound, sizes.numbers());
        List<Tensor> returned =
                results.subList(0, outputs.size()).stream().map(Tensor::copy).toList();
        for (int i = 0; i < updated.size(); i++) {
            updated.get(i).set(results.get(outputs.size() + i));
        }
        return returned;
    }
}
