package adjoint.compile;

import adjoint.expr.Expr;
import adjoint.expr.Leaf;
import adjoint.expr.VariableLocks;
import adjoint.kernel.Blas;
import adjoint.tensor.AdjointException;
import adjoint.tensor.ErrorCode;
import adjoint.tensor.ShapeException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a function does, step by step, for any sizes: instructions in order, and where each result goes. Immutable once
 * made; {@link #bind} gives it arrays.
 */
public final class Plan {
    private final List<Leaf.Input> inputs;
    private final List<Instruction> instructions;
    private final List<Node> outputs;
    private final List<Commit> commits;
    private final boolean separate;
    private final VariableLocks turns;

    /** The instruction after which the array of a node is read no more; absent for nodes that are kept. */
    private final Map<Node, Instruction> lastReader = new IdentityHashMap<>();

    /** A value that replaces a shared variable's when all instructions have run. */
    record Commit(Leaf.State state, Node value) {}

    private Plan(
            List<Leaf.Input> inputs,
            List<Instruction> order,
            List<Node> outputs,
            List<Commit> commits,
            boolean separate,
            VariableLocks turns) {
        this.inputs = inputs;
        this.turns = turns;
        this.instructions = order;
        this.outputs = outputs;
        this.commits = commits;
        this.separate = separate;
        for (Instruction instruction : order) {
            instruction.reads().forEach(node -> lastReader.put(node, instruction));
        }
        outputs.forEach(node -> lastReader.remove(node.storage()));
        commits.forEach(commit -> lastReader.remove(commit.value.storage()));
    }

    /**
     * Plans a function.
     *
     * @param inputs the inputs in the order in which calls give them
     * @param outputs what is returned
     * @param updates the new value of each updated variable; all are computed from the old values
     */
    public static Plan compile(List<Leaf.Input> inputs, List<Expr> outputs, Map<Leaf.State, Expr> updates) {
        return of(inputs, outputs, updates, false);
    }

    /**
     * As {@link #compile}, but every node is an instruction with an array of its own, and variables change only at the very
     * end: slower, but each value can be looked at, and a run that is broken off changes nothing.
     */
    public static Plan compileSeparately(List<Leaf.Input> inputs, List<Expr> outputs, Map<Leaf.State, Expr> updates) {
        return of(inputs, outputs, updates, true);
    }

    private static Plan of(
            List<Leaf.Input> inputs, List<Expr> outputs, Map<Leaf.State, Expr> updates, boolean separate) {
        List<Expr> roots = new ArrayList<>(outputs);
        roots.addAll(updates.values());
        Node.Merged merged = Node.merge(separate ? roots : ProductMerging.join(roots));
        checkInputs(merged.nodes(), inputs);
        List<Instruction> instructions = new ArrayList<>(Grouping.of(merged.nodes(), separate));
        int[] next = {merged.nodes().size()};
        List<Node> results = new ArrayList<>();
        for (Node output : merged.roots().subList(0, outputs.size())) {
            boolean state = output.storage().op() instanceof Leaf.State && output.storage().by == null;
            results.add(state ? copy(output, next, instructions) : output);
        }
        markInvariants(instructions);
        Map<Leaf.State, Node> values = new IdentityHashMap<>();
        int at = outputs.size();
        for (Leaf.State state : updates.keySet()) {
            values.put(state, place(state, merged.roots().get(at++), next, instructions, separate));
        }
        List<Instruction> order = Schedule.of(instructions);
        markInvariants(order);
        List<Commit> commits = new ArrayList<>();
        for (Leaf.State state : updates.keySet()) {
            if (values.get(state).storage().target != state) {
                commits.add(new Commit(state, values.get(state)));
            }
        }
        Set<Leaf.State> read = new LinkedHashSet<>();
        merged.nodes().stream()
                .filter(node -> node.op() instanceof Leaf.State)
                .forEach(node -> read.add((Leaf.State) node.op()));
        return new Plan(
                List.copyOf(inputs), order, results, commits, separate, VariableLocks.of(read, updates.keySet()));
    }

    private static void checkInputs(List<Node> nodes, List<Leaf.Input> inputs) {
        for (Node node : nodes) {
            if (node.op() instanceof Leaf.Input input && !inputs.contains(input)) {
                throw new AdjointException(
                        ErrorCode.FUNCTION,
                        "the function needs input '" + input.name() + "' of type " + input.type()
                                + (inputs.stream()
                                                .anyMatch(other -> other.name().equals(input.name()))
                                        ? ", which is another one than the input of that name among its inputs "
                                        : ", which is not among its inputs ")
                                + inputs.stream().map(Leaf.Input::name).toList()
                                + "; list it in function(...), or replace it with given(...)",
                        node.expr.site().toString());
            }
        }
    }

    /** The node whose storage becomes the variable's new value: its own array where that can be had, else a copy's. */
    private static Node place(
            Leaf.State state, Node value, int[] next, List<Instruction> instructions, boolean separate) {
        if (!value.expr.type().equals(state.type())) {
            throw new ShapeException("shared variable '" + state.name() + "' is " + state.type()
                    + " and cannot be updated to " + value.expr.type() + "\n  made at " + value.expr.site());
        }
        Node storage = value.storage();
        boolean own = storage.by != null && storage.target == null && !storage.by.invariant;
        Node placed = own ? value : copy(value, next, instructions);
        storage = placed.storage();
        boolean safe = storage.by.reads().stream()
                .allMatch(read -> read.op() != state
                        || read.by != null
                        || storage(placed).by.canOverwrite(read, storage(placed)));
        if (safe && !separate) {
            storage.target = state;
        }
        return placed;
    }

    private static Node storage(Node node) {
        return node.storage();
    }

    private static Node copy(Node value, int[] next, List<Instruction> instructions) {
        Node copy = Node.copyOf(value, next[0]++);
        copy.by = new Instruction.Copy(value, copy);
        instructions.add(copy.by);
        return copy;
    }

    private static void markInvariants(List<Instruction> instructions) {
        for (Instruction instruction : instructions) {
            instruction.invariant = Grouping.isInvariant(instruction)
                    && instruction.writes().stream().noneMatch(node -> node.target != null);
        }
    }

    /** Arrays and code for one meaning of the named sizes, for {@link Blas#threads} threads where the work is worth it. */
    public BoundPlan bind(Map<String, Integer> sizes) {
        int threads = Blas.threads();
        return new BoundPlan(this, new Buffers(this, sizes, threads > 1), threads, false);
    }

    /** As {@link #bind(Map)}, for so many threads, however little work there is. */
    public BoundPlan bind(Map<String, Integer> sizes, int threads) {
        return new BoundPlan(this, new Buffers(this, sizes, threads > 1), threads, true);
    }

    /** The turns that those who run this plan take with others that use the same shared variables. */
    public VariableLocks turns() {
        return turns;
    }

    List<Leaf.Input> inputs() {
        return inputs;
    }

    List<Instruction> instructions() {
        return instructions;
    }

    List<Node> outputs() {
        return outputs;
    }

    List<Commit> commits() {
        return commits;
    }

    /** Whether the array of a node is free once an instruction has run. */
    boolean diesAt(Node storage, Instruction instruction) {
        return !separate && lastReader.get(storage) == instruction;
    }

    /** Whether a node must be kept to the end of a run. */
    boolean isKept(Node storage) {
        return !lastReader.containsKey(storage);
    }

    /** The number of instructions that run at every step. */
    public int size() {
        return (int) instructions.stream().filter(i -> !i.invariant).count();
    }

    /** One instruction a line. */
    @Override
    public String toString() {
        String body = instructions.stream()
                .map(i -> (i.invariant ? "once " : "     ") + i)
                .collect(Collectors.joining("\n"));
        String end = commits.stream()
                .map(commit -> "\n     " + commit.state.name() + " <- " + Instruction.name(commit.value))
                .collect(Collectors.joining());
        return body + end + "\n     return "
                + outputs.stream().map(Instruction::name).collect(Collectors.joining(", "));
    }
}
