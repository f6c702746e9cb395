package adjoint.compile;

import adjoint.expr.Leaf;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The arrays of a plan for one set of sizes. Values whose lives do not overlap share an array; a result takes over the
 * array of an operand that dies where its instruction allows it; inputs, outputs and what is computed only once keep theirs.
 */
final class Buffers {
    private final Plan plan;
    private final Map<String, Integer> sizes;
    private final Map<Node, Slot> slots = new IdentityHashMap<>();
    private final Map<Node, Tensor> fixed = new IdentityHashMap<>();
    private final List<Slot> all = new ArrayList<>();
    private final List<Slot> free = new ArrayList<>();
    private final boolean apart;
    private long live;
    private long bound;

    /** An array to be made: it grows while lives are laid into it, and is allocated when it is first asked for. */
    private static final class Slot {
        final DType dtype;
        int size;
        Object array;

        Slot(DType dtype, int size) {
            this.dtype = dtype;
            this.size = size;
        }

        Object array() {
            if (array == null) {
                array = dtype.newArray(size);
            }
            return array;
        }
    }

    /** @param apart whether arrays are shared only by values of one size, as several threads want it */
    Buffers(Plan plan, Map<String, Integer> sizes, boolean apart) {
        this.plan = plan;
        this.apart = apart;
        this.sizes = Map.copyOf(sizes);
        for (Instruction instruction : plan.instructions()) {
            if (instruction.invariant) {
                instruction.writes().forEach(node -> slots.put(node, make(node)));
            }
        }
        for (Instruction instruction : plan.instructions()) {
            if (!instruction.invariant) {
                lay(instruction);
            }
        }
    }

    private void lay(Instruction instruction) {
        List<Node> dying = new ArrayList<>();
        for (Node read : instruction.reads()) {
            boolean ours = slots.containsKey(read) && !read.by.invariant;
            if (ours && plan.diesAt(read, instruction) && !dying.contains(read)) {
                dying.add(read);
            }
        }
        for (Node node : instruction.writes()) {
            if (node.target != null) {
                continue;
            }
            live += bytes(node);
            Node heir = takeOver(instruction, node, dying);
            if (heir != null) {
                slots.put(node, slots.get(heir));
                dying.remove(heir);
                live -= bytes(heir);
            } else {
                slots.put(node, find(node));
            }
        }
        bound = Math.max(bound, live);
        for (Node node : dying) {
            free.add(slots.get(node));
            live -= bytes(node);
        }
    }

    private Node takeOver(Instruction instruction, Node node, List<Node> dying) {
        int size = size(node);
        for (Node candidate : dying) {
            if (candidate.expr.dtype() == node.expr.dtype()
                    && size(candidate) == size
                    && instruction.canOverwrite(candidate, node)) {
                return candidate;
            }
        }
        return null;
    }

    /**
     * The smallest free array that is large enough, else the largest, grown, else a new one. Where several threads work, only
     * one of the same size will do: in another, their rows would overlap, and they had to wait for each other.
     */
    private Slot find(Node node) {
        int size = size(node);
        Slot best = free.stream()
                .filter(slot -> slot.dtype == node.expr.dtype() && (apart ? slot.size == size : slot.size >= size))
                .min(Comparator.comparingInt(slot -> slot.size))
                .or(() -> free.stream()
                        .filter(slot -> slot.dtype == node.expr.dtype() && !apart)
                        .max(Comparator.comparingInt(slot -> slot.size)))
                .orElse(null);
        if (best == null) {
            return make(node);
        }
        free.remove(best);
        best.size = Math.max(best.size, size);
        return best;
    }

    private Slot make(Node node) {
        Slot slot = new Slot(node.expr.dtype(), size(node));
        all.add(slot);
        return slot;
    }

    private int size(Node node) {
        return Tensor.sizeOf(node.expr.shape().evaluate(sizes));
    }

    private long bytes(Node node) {
        return (long) size(node) * node.expr.dtype().bytes();
    }

    Map<String, Integer> sizes() {
        return sizes;
    }

    /** A node's value: its shape over the array that holds it. */
    Tensor tensor(Node node) {
        Node storage = node.storage();
        int[] shape = node.expr.shape().evaluate(sizes);
        if (storage.target != null) {
            return Tensor.over(storage.target.value().array(), shape);
        }
        Slot slot = slots.get(storage);
        return slot != null
                ? Tensor.over(slot.array(), shape)
                : fixed.computeIfAbsent(storage, this::leaf).reshape(shape);
    }

    private Tensor leaf(Node node) {
        if (node.op() instanceof Leaf.Constant constant) {
            return constant.value();
        }
        if (node.op() instanceof Leaf.State state) {
            return state.value();
        }
        if (node.op() instanceof Leaf.OfSizes leaf) {
            Tensor value = Tensor.zeros(leaf.type().dtype(), leaf.type().shape().evaluate(sizes));
            leaf.resolve(sizes).eval(new Tensor[0], value);
            return value;
        }
        return input((Leaf.Input) node.op());
    }

    private final Map<Leaf.Input, Tensor> inputs = new HashMap<>();

    /** The array of an input, which callers fill. */
    Tensor input(Leaf.Input input) {
        return inputs.computeIfAbsent(
                input,
                leaf -> Tensor.zeros(leaf.type().dtype(), leaf.type().shape().evaluate(sizes)));
    }

    /** The bytes of all arrays between inputs and outputs. */
    long bytes() {
        return all.stream()
                .mapToLong(slot -> (long) slot.size * slot.dtype.bytes())
                .sum();
    }

    /** The most bytes that are needed at one moment: no plan in this order can do with less. */
    long bound() {
        return bound
                + plan.instructions().stream()
                        .filter(instruction -> instruction.invariant)
                        .flatMap(instruction -> instruction.writes().stream())
                        .mapToLong(this::bytes)
                        .sum();
    }
}
