package adjoint.run;

import adjoint.compile.BoundPlan;
import adjoint.compile.Plan;
import adjoint.expr.Derived;
import adjoint.expr.Expr;
import adjoint.expr.Interpreter;
import adjoint.expr.Leaf;
import adjoint.expr.Shared;
import adjoint.expr.VariableLocks;
import adjoint.rewrite.Options;
import adjoint.rewrite.RewriteLog;
import adjoint.rewrite.Rewriter;
import adjoint.tensor.AdjointException;
import adjoint.tensor.Arguments;
import adjoint.tensor.DType;
import adjoint.tensor.ErrorCode;
import adjoint.tensor.Sizes;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A compiled function of some inputs: it returns outputs and updates shared variables.
 *
 * <pre>{@code
 * CompiledFunction step = function(x, y).returning(loss).updating(sgd(params, grads, rate)).compile();
 * double nll = step.call(xs, ys).scalar();
 * }</pre>
 *
 * <p>{@link #call} copies inputs in and outputs out. A loop that runs many steps of one size can do without:
 * {@link #bind} gives arrays to fill and to read, and a {@link BoundPlan#run()} that allocates nothing.
 *
 * <p>Threads: calls of one function from several threads take turns, since they share the plan's arrays; a {@link BoundPlan}
 * belongs to one thread at a time. Functions that update the same variables take turns, and one that only reads them
 * waits for an update to end, so that it sees all of them as they were between two updates; readers do not wait for each
 * other. {@link Shared#get}, {@link Shared#valuesOf} and {@link Shared#set} take turns in the same way. Nobody waits where
 * variables are different ones.
 */
public final class CompiledFunction {
    /** Plans are kept for so many sets of sizes, the least recently used making way. */
    private static final int KEPT_SIZES = 4;

    private final List<Expr> inputs;
    private final List<Leaf.Input> leaves;
    private final List<Expr> outputs;
    private final List<Shared> updated;
    private final List<Expr> written;
    private final List<Expr> roots;
    private final RewriteLog rewrites;
    private final Options options;
    private final Mode mode;
    private final Plan plan;
    private Profile profile;

    private final Map<Map<String, Integer>, BoundPlan> bounds = new LinkedHashMap<>(8, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Map<String, Integer>, BoundPlan> eldest) {
            return size() > KEPT_SIZES;
        }
    };

    private CompiledFunction(Builder builder) {
        this.inputs = List.copyOf(builder.inputs);
        this.leaves = inputs.stream().map(CompiledFunction::leaf).toList();
        this.outputs = List.copyOf(builder.outputs);
        this.updated = List.copyOf(builder.updates.keySet());
        this.mode = builder.mode;
        this.options = builder.rules;
        List<Expr> all = new ArrayList<>(outputs);
        all.addAll(builder.updates.values());
        this.written = builder.givens.isEmpty() ? List.copyOf(all) : substituted(all, builder.givens);
        Rewriter.Result rewritten = mode == Mode.REFERENCE
                ? Rewriter.untouched(written)
                : Rewriter.with(builder.rules).optimised(written);
        this.roots = rewritten.roots();
        this.rewrites = rewritten.log();
        Map<Leaf.State, Expr> updates = new LinkedHashMap<>();
        for (int i = 0; i < updated.size(); i++) {
            updates.put(updated.get(i).state(), roots.get(outputs.size() + i));
        }
        List<Expr> returned = roots.subList(0, outputs.size());
        this.plan = mode == Mode.CHECKED
                ? Plan.compileSeparately(leaves, returned, updates)
                : Plan.compile(leaves, returned, updates);
    }

    private static List<Expr> substituted(List<Expr> roots, Map<Expr, Expr> givens) {
        Set<Expr> all = Collections.newSetFromMap(new IdentityHashMap<>());
        all.addAll(Derived.nodes(roots));
        for (Expr node : givens.keySet()) {
            if (!all.contains(node)) {
                throw new AdjointException(
                        ErrorCode.FUNCTION,
                        "given: nothing that the function returns or updates depends on " + node
                                + "; nodes are told apart by identity, so give the very node that was used, not one"
                                + " built like it",
                        node.site().toString());
            }
        }
        return Derived.substitute(roots, givens);
    }

    private static Leaf.Input leaf(Expr input) {
        if (input.op() instanceof Leaf.Input leaf) {
            return leaf;
        }
        throw new AdjointException(
                ErrorCode.FUNCTION,
                "a function's inputs are made by input(...), scalar(...), vector(...) or matrix(...), but " + input
                        + " is computed; to put a value in its place, use given(...)",
                input.site().toString());
    }

    /** Starts a function of the given inputs. It may have inputs that nothing needs. */
    public static Builder function(Expr... inputs) {
        Map<String, Expr> byName = new LinkedHashMap<>();
        for (Expr input : Arguments.allGiven("inputs", "function", inputs)) {
            Expr other = byName.put(leaf(input).name(), input);
            if (other != null) {
                throw new AdjointException(
                        ErrorCode.FUNCTION,
                        "function: input '" + leaf(input).name() + "' "
                                + (leaf(other) == leaf(input)
                                        ? "is listed twice; list each input once"
                                        : "has the name of another one, made at " + other.site()
                                                + "; give each input a name of its own"),
                        input.site().toString());
            }
        }
        return new Builder(List.of(inputs));
    }

    /** Collects what a function consists of. */
    public static final class Builder {
        private final List<Expr> inputs;
        private final List<Expr> outputs = new ArrayList<>();
        private final Map<Shared, Expr> updates = new LinkedHashMap<>();
        private final Map<Expr, Expr> givens = new IdentityHashMap<>();
        private Mode mode = Mode.FAST;
        private Options rules = Options.DEFAULT;

        private Builder(List<Expr> inputs) {
            this.inputs = inputs;
        }

        /** Adds outputs. */
        public Builder returning(Expr... more) {
            outputs.addAll(Arrays.asList(Arguments.allGiven("outputs", "returning", more)));
            return this;
        }

        /** Gives shared variables new values after each call; all are computed from the old ones. */
        public Builder updating(Map<Shared, Expr> more) {
            more.forEach(this::updating);
            return this;
        }

        /** Gives a shared variable a new value after each call. */
        public Builder updating(Shared variable, Expr next) {
            Arguments.given(variable, "variable", "updating");
            if (updates.put(variable, Arguments.given(next, "next", "updating")) != null) {
                throw new AdjointException(
                        ErrorCode.FUNCTION,
                        "updating: shared variable '" + variable.name()
                                + "' is updated twice; add the two changes up in one expression",
                        variable.site().toString());
            }
            return this;
        }

        /** Has each call draw new numbers of a stream and of its splits, which take their steps together. */
        public Builder drawing(RandomStream stream) {
            updates.putIfAbsent(stream.step(), stream.step().add(1));
            return this;
        }

        /** Puts another expression of the same type in the place of a node, in the outputs and in their derivatives. */
        public Builder given(Expr node, Expr replacement) {
            Arguments.given(node, "node", "given");
            if (!node.type()
                    .equals(Arguments.given(replacement, "replacement", "given").type())) {
                throw new AdjointException(
                        ErrorCode.FUNCTION,
                        "given: a replacement must have the node's type " + node.type() + ", not " + replacement.type(),
                        node.site().toString());
            }
            givens.put(node, replacement);
            return this;
        }

        /** Chooses how the function computes; {@link Mode#FAST} where nothing is said. */
        public Builder mode(Mode choice) {
            mode = Arguments.given(choice, "choice", "mode");
            return this;
        }

        /** Chooses the rules that the function is rewritten with; those of the rule book where nothing is said. */
        public Builder rewriting(Options choice) {
            rules = Arguments.given(choice, "choice", "rewriting");
            return this;
        }

        /**
         * Rewrites, differentiated parts included, and plans. An error where an input is needed that is not listed, or a
         * new value does not have its variable's type.
         */
        public CompiledFunction compile() {
            return new CompiledFunction(this);
        }

        @Override
        public String toString() {
            return "a function of " + inputs + " returning " + outputs + ", to be made by compile()";
        }
    }

    /** What rewriting did before the function was planned. */
    public RewriteLog rewrites() {
        return rewrites;
    }

    /** Which rules the function was rewritten with. */
    public Options options() {
        return options;
    }

    /** Calls the function and returns its first output, or null if it has none. */
    public Tensor call(Tensor... values) {
        List<Tensor> results = callAll(values);
        return results.isEmpty() ? null : results.get(0);
    }

    /**
     * Calls a function of scalars, such as {@code f.call(3.0)}, and returns its first output.
     *
     * @throws AdjointException where the number of inputs is another, or an input is no scalar
     */
    public Tensor call(double first, double... others) {
        Tensor[] values = new Tensor[1 + others.length];
        for (int i = 0; i < values.length; i++) {
            DType dtype = i < inputs.size() ? inputs.get(i).type().dtype() : DType.FLOAT64;
            values[i] = Tensor.scalar(dtype, i == 0 ? first : others[i - 1]);
        }
        return call(values);
    }

    /** Calls the function and returns copies of all outputs. The arrays given are only read. */
    public synchronized List<Tensor> callAll(Tensor... values) {
        if (values.length != inputs.size()) {
            throw new AdjointException(
                    ErrorCode.FUNCTION,
                    "call: the function takes " + inputs.size() + " inputs "
                            + leaves.stream().map(Leaf.Input::name).toList() + ", not " + values.length);
        }
        Sizes sizes = new Sizes();
        for (int i = 0; i < values.length; i++) {
            if (values[i] == null) {
                throw new AdjointException(ErrorCode.NULL, "call: " + name(i) + " is null");
            }
            sizes.match(name(i), inputs.get(i).type(), values[i]);
        }
        if (mode == Mode.REFERENCE) {
            return interpret(values, sizes.numbers());
        }
        BoundPlan bound = bounds.computeIfAbsent(sizes.numbers(), plan::bind);
        for (int i = 0; i < values.length; i++) {
            bound.input(i).assign(values[i]);
        }
        try {
            run(bound);
        } finally {
            bound.release();
        }
        List<Tensor> results = new ArrayList<>();
        for (int i = 0; i < bound.outputCount(); i++) {
            results.add(bound.output(i).copy());
        }
        return Collections.unmodifiableList(results);
    }

    private void run(BoundPlan bound) {
        switch (mode) {
            case PROFILE -> {
                if (profile == null || profile.bound() != bound) {
                    profile = new Profile(bound);
                }
                profile.run();
            }
            case CHECKED -> bound.run(new Guard());
            default -> bound.run();
        }
    }

    private String name(int i) {
        return "input '" + leaves.get(i).name() + "'";
    }

    private List<Tensor> interpret(Tensor[] values, Map<String, Integer> sizes) {
        Map<Leaf.Input, Tensor> bound = new IdentityHashMap<>();
        for (int i = 0; i < values.length; i++) {
            bound.put(leaves.get(i), values[i]);
        }
        VariableLocks.Held turn = plan.turns().take();
        try {
            List<Tensor> results = Interpreter.evaluate(roots, bound, sizes).stream()
                    .map(Tensor::copy)
                    .toList();
            for (int i = 0; i < updated.size(); i++) {
                updated.get(i).state().value().assign(results.get(outputs.size() + i));
            }
            return results.subList(0, outputs.size());
        } finally {
            turn.end();
        }
    }

    /**
     * The function with arrays of its own for inputs of the given shapes, one shape an input, to run without copies or
     * allocation.
     */
    public BoundPlan bind(int[]... shapes) {
        if (shapes.length != inputs.size()) {
            throw new AdjointException(
                    ErrorCode.FUNCTION,
                    "bind: the function takes " + inputs.size() + " inputs "
                            + leaves.stream().map(Leaf.Input::name).toList() + ", but " + shapes.length
                            + " shapes are given");
        }
        Sizes sizes = new Sizes();
        for (int i = 0; i < shapes.length; i++) {
            sizes.match(
                    name(i),
                    inputs.get(i).type(),
                    Arguments.given(shapes[i], leaves.get(i).name(), "bind"));
        }
        return plan.bind(sizes.numbers());
    }

    /** What calls in {@link Mode#PROFILE} have measured, for the sizes of the latest one. */
    public synchronized Profile profile() {
        if (profile == null) {
            throw new AdjointException(
                    ErrorCode.STATE,
                    "nothing is measured yet: compile the function with mode(Mode.PROFILE) and call it first");
        }
        return profile;
    }

    /** What is computed, as it was written: the outputs, then the new values of the {@link #updated} variables. */
    public List<Expr> written() {
        return written;
    }

    /** The variables that get new values. */
    public List<Shared> updated() {
        return updated;
    }

    /** How it is computed, step by step. */
    public Plan plan() {
        return plan;
    }

    /** The inputs and the plan, one instruction a line. */
    @Override
    public String toString() {
        return leaves.stream()
                        .map(leaf -> leaf.name() + ": " + leaf.type())
                        .collect(Collectors.joining(", ", "function(", ")"))
                + "\n" + plan;
    }
}
